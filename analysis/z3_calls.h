/*
 * The prover's functions, which are looked for when they are first needed: a command that asks no
 * prover loads none, and one that finds none on the machine goes without.
 *
 * Responsible for: which functions of libz3 are called. To be included in place of z3.h.
 */
#ifndef QN_ANALYSIS_Z3_CALLS_H
#define QN_ANALYSIS_Z3_CALLS_H

#include <stdbool.h>

#include <z3.h>

/* All that are called, without their prefix. */
#define QN_Z3_CALLS(CALL)                                                                          \
    CALL(del_config)                                                                               \
    CALL(del_context)                                                                              \
    CALL(get_app_arg)                                                                              \
    CALL(get_app_decl)                                                                             \
    CALL(get_ast_kind)                                                                             \
    CALL(get_bool_value)                                                                           \
    CALL(get_decl_kind)                                                                            \
    CALL(get_numeral_int64)                                                                        \
    CALL(is_numeral_ast)                                                                           \
    CALL(mk_add)                                                                                   \
    CALL(mk_and)                                                                                   \
    CALL(mk_bool_sort)                                                                             \
    CALL(mk_config)                                                                                \
    CALL(mk_context)                                                                               \
    CALL(mk_div)                                                                                   \
    CALL(mk_eq)                                                                                    \
    CALL(mk_false)                                                                                 \
    CALL(mk_fresh_const)                                                                           \
    CALL(mk_int64)                                                                                 \
    CALL(mk_int_sort)                                                                              \
    CALL(mk_ite)                                                                                   \
    CALL(mk_le)                                                                                    \
    CALL(mk_lt)                                                                                    \
    CALL(mk_mod)                                                                                   \
    CALL(mk_mul)                                                                                   \
    CALL(mk_not)                                                                                   \
    CALL(mk_or)                                                                                    \
    CALL(mk_params)                                                                                \
    CALL(mk_simple_solver)                                                                         \
    CALL(mk_string_symbol)                                                                         \
    CALL(mk_sub)                                                                                   \
    CALL(mk_true)                                                                                  \
    CALL(mk_unsigned_int64)                                                                        \
    CALL(model_dec_ref)                                                                            \
    CALL(model_eval)                                                                               \
    CALL(model_inc_ref)                                                                            \
    CALL(params_dec_ref)                                                                           \
    CALL(params_inc_ref)                                                                           \
    CALL(params_set_uint)                                                                          \
    CALL(set_param_value)                                                                          \
    CALL(solver_assert)                                                                            \
    CALL(solver_check)                                                                             \
    CALL(solver_dec_ref)                                                                           \
    CALL(solver_get_model)                                                                         \
    CALL(solver_inc_ref)                                                                           \
    CALL(solver_pop)                                                                               \
    CALL(solver_push)                                                                              \
    CALL(solver_reset)                                                                             \
    CALL(solver_set_params)                                                                        \
    CALL(to_app)

#define QN_Z3_CALL(name) __typeof__(&Z3_##name) name;
typedef struct qn_z3_calls {
    QN_Z3_CALLS(QN_Z3_CALL)
} qn_z3_calls;
#undef QN_Z3_CALL

extern qn_z3_calls qn_z3;

/* Loads the library, the first time; false where there is none. Any thread may call it. */
bool qn_z3_load(void);

#define Z3_del_config qn_z3.del_config
#define Z3_del_context qn_z3.del_context
#define Z3_get_app_arg qn_z3.get_app_arg
#define Z3_get_app_decl qn_z3.get_app_decl
#define Z3_get_ast_kind qn_z3.get_ast_kind
#define Z3_get_bool_value qn_z3.get_bool_value
#define Z3_get_decl_kind qn_z3.get_decl_kind
#define Z3_get_numeral_int64 qn_z3.get_numeral_int64
#define Z3_is_numeral_ast qn_z3.is_numeral_ast
#define Z3_mk_add qn_z3.mk_add
#define Z3_mk_and qn_z3.mk_and
#define Z3_mk_bool_sort qn_z3.mk_bool_sort
#define Z3_mk_config qn_z3.mk_config
#define Z3_mk_context qn_z3.mk_context
#define Z3_mk_div qn_z3.mk_div
#define Z3_mk_eq qn_z3.mk_eq
#define Z3_mk_false qn_z3.mk_false
#define Z3_mk_fresh_const qn_z3.mk_fresh_const
#define Z3_mk_int64 qn_z3.mk_int64
#define Z3_mk_int_sort qn_z3.mk_int_sort
#define Z3_mk_ite qn_z3.mk_ite
#define Z3_mk_le qn_z3.mk_le
#define Z3_mk_lt qn_z3.mk_lt
#define Z3_mk_mod qn_z3.mk_mod
#define Z3_mk_mul qn_z3.mk_mul
#define Z3_mk_not qn_z3.mk_not
#define Z3_mk_or qn_z3.mk_or
#define Z3_mk_params qn_z3.mk_params
#define Z3_mk_simple_solver qn_z3.mk_simple_solver
#define Z3_mk_string_symbol qn_z3.mk_string_symbol
#define Z3_mk_sub qn_z3.mk_sub
#define Z3_mk_true qn_z3.mk_true
#define Z3_mk_unsigned_int64 qn_z3.mk_unsigned_int64
#define Z3_model_dec_ref qn_z3.model_dec_ref
#define Z3_model_eval qn_z3.model_eval
#define Z3_model_inc_ref qn_z3.model_inc_ref
#define Z3_params_dec_ref qn_z3.params_dec_ref
#define Z3_params_inc_ref qn_z3.params_inc_ref
#define Z3_params_set_uint qn_z3.params_set_uint
#define Z3_set_param_value qn_z3.set_param_value
#define Z3_solver_assert qn_z3.solver_assert
#define Z3_solver_check qn_z3.solver_check
#define Z3_solver_dec_ref qn_z3.solver_dec_ref
#define Z3_solver_get_model qn_z3.solver_get_model
#define Z3_solver_inc_ref qn_z3.solver_inc_ref
#define Z3_solver_pop qn_z3.solver_pop
#define Z3_solver_push qn_z3.solver_push
#define Z3_solver_reset qn_z3.solver_reset
#define Z3_solver_set_params qn_z3.solver_set_params
#define Z3_to_app qn_z3.to_app

#endif
