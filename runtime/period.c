/*
 * See period.h.
 */
#include "period.h"

#include "date.h"
#include "kernels.h"

uint32_t qn_period_make(int64_t first, int64_t last, uint32_t end, int64_t *out)
{
    if (!qn_date_is_valid(first) || (end != QN_PERIOD_ENDLESS && !qn_date_is_valid(last))) {
        return QN_ERROR_DATE_RANGE;
    }
    last -= end == QN_PERIOD_TO;
    if (end != QN_PERIOD_ENDLESS && last + 1 < first) {
        return QN_ERROR_PERIOD_BACKWARDS;
    }
    int32_t behind = end == QN_PERIOD_ENDLESS ? QN_PERIOD_OPEN : (int32_t)last;
    *out = qn_period_pack((qn_period){.first = (int32_t)first, .last = behind});
    return 0;
}

int64_t qn_period_days(qn_period period)
{
    return (int64_t)period.last - period.first + 1;
}

uint32_t qn_period_part(qn_period period, uint32_t part, int64_t *out)
{
    if (part != QN_PERIOD_FIRST && period.last == QN_PERIOD_OPEN) {
        return QN_ERROR_PERIOD_OPEN;
    }
    if (part == QN_PERIOD_DAYS) {
        *out = qn_period_days(period);
        return 0;
    }
    *out = part == QN_PERIOD_FIRST ? period.first : period.last;
    return qn_date_is_valid(*out) ? 0 : QN_ERROR_DATE_RANGE;
}

bool qn_period_shared(qn_period a, qn_period b, qn_period *out)
{
    out->first = a.first > b.first ? a.first : b.first;
    out->last = a.last < b.last ? a.last : b.last;
    return out->first <= out->last;
}

bool qn_period_covers(qn_period period, int64_t other, uint32_t how)
{
    if (how == QN_COVERS_DAY) {
        return other >= period.first && other <= period.last;
    }
    qn_period b = qn_period_unpack(other);
    qn_period shared;
    if (how == QN_COVERS_ANY) {
        return qn_period_shared(period, b, &shared);
    }
    return b.first > b.last || (b.first >= period.first && b.last <= period.last);
}
