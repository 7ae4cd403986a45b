-- workload.qn as one query over tables: employee, child and minimum_wage. MONEY is replaced by what
-- money is: see leave_duckdb.py and leave_sqlite.py. $below is the number of employees.
with young as (
    select id, sum(case when age < 14 then 1 else 0 end) as under_14,
           max(case when disabled = 1 and age < 16 then 1 else 0 end) as disabled
    from child where id < $below group by id
), due as (
    select e.id, e.seniority, e.post, e.woman, e.single_parent, e.sector, e.gross,
           coalesce(y.under_14, 0) as under_14, coalesce(y.disabled, 0) as disabled,
           case when e.gross > m.wage then e.gross else m.wage end as insured
    from employee e cross join (select wage from minimum_wage where since <= 20230601
                                order by since desc limit 1) m
    left join young y on y.id = e.id
    where e.id < $below
), days as (
    select id, post, sector, gross, insured,
           case post when 'teacher' then 30 else 21 end +
           case when seniority >= 15 then 6 when seniority >= 10 then 4
                when seniority >= 5 then 2 else 0 end +
           case when woman = 0 and single_parent = 0 then 0
                when under_14 >= 3 or disabled = 1 then 5
                when under_14 = 2 then 2 else 0 end as days
    from due
), answer as (
    select id, case when post = 'war_veteran' and days < 46 then 46 else days end as leave,
           EMPLOYEE_PART as employee_part, EMPLOYER_PART as employer_part, gross from days
)
