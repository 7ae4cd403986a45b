"""workload.qn as queries of DuckDB: decimals and whole cents, in one thread and in two.

Usage: python leave_duckdb.py FOLDER ROWS. Prints lines as bench/peers/README.md has them.
"""
import sys
import time

import duckdb

import people
import people_sql

REPETITIONS = 5
TABLES = """
create table paid as select id, seniority, post, (woman = 'yes')::tinyint as woman,
    (single_parent = 'yes')::tinyint as single_parent, sector, gross
    from read_csv('{folder}/employees.csv', columns = {{'id': 'INTEGER', 'seniority': 'TINYINT',
        'post': 'ENUM(''general'', ''teacher'', ''hazardous'', ''war_veteran'')', 'woman': 'VARCHAR',
        'single_parent': 'VARCHAR', 'sector': 'ENUM(''state_or_oil'', ''private'')',
        'gross': 'DECIMAL(12,2)'}}) where id < {rows};
create table child as select id, age, (disabled = 'yes')::tinyint as disabled
    from read_csv('{folder}/children.csv', columns = {{'id': 'INTEGER', 'age': 'TINYINT',
        'disabled': 'VARCHAR'}}) where id < {rows};
create table minimum_wages(since integer, wage decimal(12,2));
insert into minimum_wages values (20220101, 300), (20230101, 345), (20250101, 400);
"""
MONEY = {  # what a gross wage and a minimum wage are in the two ways
    "decimals": ("gross", "wage"),
    "cents": ("(gross * 100)::bigint", "(wage * 100)::bigint")}


def prepare(base, way):
    gross, wage = MONEY[way]
    base.execute(f"create or replace table employee as select * replace ({gross} as gross) from paid;"
                 f"create or replace table minimum_wage as select since, {wage} as wage "
                 "from minimum_wages")


def measure(base, label, rows, threads, text):
    base.execute(f"set threads = {threads}")
    clock = time.process_time_ns if threads == 1 else time.perf_counter_ns
    times = []
    for _ in range(REPETITIONS):
        begun = clock()
        sums = base.execute(text).fetchone()
        times.append(clock() - begun)
    label += "" if threads == 1 else f", {threads} threads"
    people.print_line(label, duckdb.__version__, rows, times, map(int, sums), 0)


def main(folder, rows):
    base = duckdb.connect()
    base.execute(TABLES.format(folder=folder, rows=rows))
    prepare(base, "decimals")
    measure(base, "DuckDB, decimals", rows, 1,
            people_sql.query(rows, people_sql.DECIMALS, people_sql.IN_DECIMALS))
    prepare(base, "cents")
    for threads in (1, 2):
        measure(base, "DuckDB, whole cents", rows, threads,
                people_sql.query(rows, people_sql.CENTS, people_sql.IN_CENTS, "//"))


main(sys.argv[1], int(sys.argv[2]))
