#include "replay_show.h"
void qn_replay_put_html(qn_page *page, qn_replay *replay)
{
    (void)replay;
    qn_page_put(page, "");
}
