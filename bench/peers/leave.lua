-- workload.qn in Lua, for LuaJIT: a function an employee over columns of integers.
-- Usage: luajit leave.lua FOLDER ROWS. Prints a line as bench/peers/README.md has it.

local ffi = require "ffi"
local folder, rows = arg[1], tonumber(arg[2])
local REPETITIONS = 5

local function column(name, ctype)
  local file = assert(io.open(folder .. "/" .. name, "rb"))
  local bytes = file:read("*a")
  file:close()
  local values = ffi.new(ctype .. "[?]", #bytes / ffi.sizeof(ctype))
  ffi.copy(values, bytes, #bytes)
  return values
end

local seniority, post = column("seniority.u8", "uint8_t"), column("post.u8", "uint8_t")
local woman, single = column("woman.u8", "uint8_t"), column("single_parent.u8", "uint8_t")
local sector, gross = column("sector.u8", "uint8_t"), column("gross.i32", "int32_t")
local first_child = column("first_child.i32", "int32_t")
local age, disabled = column("age.u8", "uint8_t"), column("disabled.u8", "uint8_t")

local TEACHER, WAR_VETERAN, PRIVATE = 1, 3, 1
local minimum_wages = { { 20220101, 30000 }, { 20230101, 34500 }, { 20250101, 40000 } }

local function minimum_wage(date)
  local wage = 0
  for _, step in ipairs(minimum_wages) do
    if date >= step[1] then wage = step[2] end
  end
  return wage
end

-- a / b, half up
local function divide(a, b)
  return math.floor((a + b / 2) / b)
end

local function child_days(i)
  if woman[i] == 0 and single[i] == 0 then return 0 end
  local under_14, any_disabled = 0, false
  for k = first_child[i], first_child[i + 1] - 1 do
    if age[k] < 14 then under_14 = under_14 + 1 end
    if disabled[k] == 1 and age[k] < 16 then any_disabled = true end
  end
  if under_14 >= 3 or any_disabled then return 5 end
  return under_14 == 2 and 2 or 0
end

local function leave(i)
  local days = post[i] == TEACHER and 30 or 21
  local years = seniority[i]
  if years >= 15 then
    days = days + 6
  elseif years >= 10 then
    days = days + 4
  elseif years >= 5 then
    days = days + 2
  end
  days = days + child_days(i)
  if post[i] == WAR_VETERAN and days < 46 then return 46 end
  return days
end

local function insurance(i, wage, rate, rate_above)
  if sector[i] == PRIVATE and wage > 20000 then
    return 200 * rate + divide((wage - 20000) * rate_above, 100)
  end
  return divide(wage * rate, 100)
end

local function answers(i, least)
  local wage = gross[i]
  local insured = wage > least and wage or least
  local employee_part = insurance(i, wage, 3, 10) + divide(wage * 5, 1000)
  local employer_part = insurance(i, insured, 22, 15) + divide(insured * 5, 1000)
  return leave(i), employee_part, employer_part, wage - employee_part
end

local times, sums = {}, nil
for r = 1, REPETITIONS do
  local begun = os.clock()
  local least = minimum_wage(20230601)
  local s0, s1, s2, s3, s4 = 0, 0, 0, 0, 0
  for i = 0, rows - 1 do
    local days, employee, employer, net = answers(i, least)
    s0, s1, s2, s3 = s0 + days, s1 + employee, s2 + employer, s3 + net
    s4 = s4 + (days + employee + 3 * employer + 7 * net) * (i % 97 + 1)
  end
  times[r] = os.clock() - begun
  sums = string.format("%.0f %.0f %.0f %.0f %.0f", s0, s1, s2, s3, s4)
end
table.sort(times)
local time = math.floor(times[(REPETITIONS + 1) / 2] / rows * 1e11)
print(string.format("LuaJIT\t%s\t%d\t%d\t%s\t0", jit.version:match("%S+$"), rows, time, sums))
