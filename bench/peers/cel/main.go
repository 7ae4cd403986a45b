// workload.qn as expressions of CEL in Go, by cel-go. What the language has no words for is done here:
// the floor of 46 days, the insured wage, the subtraction.
//
// Usage: cel FOLDER ROWS EXPRESSIONS. Prints a line as bench/peers/README.md has it.
package main

import (
	"encoding/binary"
	"encoding/json"
	"fmt"
	"os"
	"runtime/debug"
	"sort"
	"strconv"
	"syscall"

	"cel.dev/cel-go/cel"
)

const (
	repetitions = 3
	least       = 34500
)

var (
	posts   = []string{"general", "teacher", "hazardous", "war_veteran"}
	sectors = []string{"state_or_oil", "private"}
)

func must[T any](value T, err error) T {
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	return value
}

func bytes(folder, name string) []byte {
	return must(os.ReadFile(folder + "/" + name + ".u8"))
}

func numbers(folder, name string) []int64 {
	raw := must(os.ReadFile(folder + "/" + name + ".i32"))
	out := make([]int64, len(raw)/4)
	for i := range out {
		out[i] = int64(int32(binary.NativeEndian.Uint32(raw[4*i:])))
	}
	return out
}

// facts gives the first employees as what programs hand to CEL: maps by name.
func facts(folder string, rows int) []map[string]any {
	seniority, post := bytes(folder, "seniority"), bytes(folder, "post")
	woman, single := bytes(folder, "woman"), bytes(folder, "single_parent")
	sector, gross := bytes(folder, "sector"), numbers(folder, "gross")
	first, age := numbers(folder, "first_child"), bytes(folder, "age")
	disabled := bytes(folder, "disabled")
	staff := make([]map[string]any, rows)
	for i := range staff {
		children := []any{}
		for k := first[i]; k < first[i+1]; k++ {
			children = append(children,
				map[string]any{"age": int64(age[k]), "disabled": disabled[k] == 1})
		}
		staff[i] = map[string]any{"seniority": int64(seniority[i]), "post": posts[post[i]],
			"woman": woman[i] == 1, "single_parent": single[i] == 1,
			"sector": sectors[sector[i]], "cents": gross[i], "insured": max(gross[i], least),
			"children": children}
	}
	return staff
}

func environment() *cel.Env {
	child := cel.MapType(cel.StringType, cel.DynType)
	return must(cel.NewEnv(cel.Variable("seniority", cel.IntType),
		cel.Variable("post", cel.StringType), cel.Variable("woman", cel.BoolType),
		cel.Variable("single_parent", cel.BoolType), cel.Variable("sector", cel.StringType),
		cel.Variable("cents", cel.IntType), cel.Variable("insured", cel.IntType),
		cel.Variable("children", cel.ListType(child))))
}

func program(env *cel.Env, text string) cel.Program {
	ast, issues := env.Compile(text)
	if issues != nil && issues.Err() != nil {
		must(ast, issues.Err())
	}
	return must(env.Program(ast, cel.EvalOptions(cel.OptOptimize)))
}

func number(p cel.Program, given map[string]any) int64 {
	found, _, err := p.Eval(given)
	return must(found, err).Value().(int64)
}

// rules are the programs of leave, employee_part and employer_part.
type rules [3]cel.Program

func (r rules) answers(given map[string]any) [4]int64 {
	days := number(r[0], given)
	if given["post"] == "war_veteran" {
		days = max(days, 46)
	}
	part := number(r[1], given)
	return [4]int64{days, part, number(r[2], given), given["cents"].(int64) - part}
}

func (r rules) sums(staff []map[string]any) (sums [5]int64) {
	for i, given := range staff {
		a := r.answers(given)
		for k, answer := range a {
			sums[k] += answer
		}
		sums[4] += (a[0] + a[1] + 3*a[2] + 7*a[3]) * int64(i%97+1)
	}
	return sums
}

// spent is the processor's time of this process in nanoseconds, that of the collector included.
func spent() int64 {
	var usage syscall.Rusage
	must(0, syscall.Getrusage(syscall.RUSAGE_SELF, &usage))
	return usage.Utime.Nano() + usage.Stime.Nano()
}

func version() string {
	info, _ := debug.ReadBuildInfo()
	for _, module := range info.Deps {
		if module.Path == "cel.dev/cel-go" {
			return module.Version
		}
	}
	return "?"
}

func main() {
	rows := must(strconv.Atoi(os.Args[2]))
	var texts map[string]string
	must(0, json.Unmarshal(must(os.ReadFile(os.Args[3])), &texts))
	env := environment()
	var r rules
	for k, name := range []string{"leave", "employee_part", "employer_part"} {
		r[k] = program(env, texts[name])
	}
	staff := facts(os.Args[1], rows)
	var sums [5]int64
	times := make([]int64, repetitions)
	for i := range times {
		begun := spent()
		sums = r.sums(staff)
		times[i] = spent() - begun
	}
	sort.Slice(times, func(a, b int) bool { return times[a] < times[b] })
	fmt.Printf("CEL: cel-go\t%s\t%d\t%d\t%d %d %d %d %d\t0\n", version(), rows,
		times[repetitions/2]*100/int64(rows), sums[0], sums[1], sums[2], sums[3], sums[4])
}
