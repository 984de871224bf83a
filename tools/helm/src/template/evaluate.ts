import { call } from './functions/function.ts';
import { functions } from './functions/index.ts';
import type { Command, Node, Operand, Pipe, Templates } from './nodes.ts';
import { TemplateError, type Where } from './template-error.ts';
import { GoStruct, isList, isMap, isTrue, kindOf, printed, type Value } from './value.ts';

/** Helm allows 1000 that are open at once. */
const maxDepth = 100;

/** What the template of this name writes with `dot`. Stricter than Go: what would be written as `<no value>` or `map[...]` is an error. Throws TemplateError. */
export function evaluate(templates: Templates, name: string, dot: Value): string {
  const nodes = templates.get(name);
  if (nodes === undefined) throw new TemplateError({ file: name, line: 1 }, 'there is no such template');
  return new Evaluation(templates, 0, dot).run(nodes, dot);
}

interface Variable {
  readonly name: string;
  value: Value;
}

class Evaluation {
  readonly #templates: Templates;
  readonly #depth: number;
  /** The innermost last. */
  readonly #variables: Variable[];
  #output: string[] = [];

  constructor(templates: Templates, depth: number, dot: Value) {
    this.#templates = templates;
    this.#depth = depth;
    this.#variables = [{ name: '', value: dot }];
  }

  run(nodes: readonly Node[], dot: Value): string {
    this.#walk(nodes, dot);
    return this.#output.join('');
  }

  /** Variables that are declared inside end with it. */
  #scoped(body: () => void): void {
    const outside = this.#variables.length;
    body();
    this.#variables.length = outside;
  }

  #walk(nodes: readonly Node[], dot: Value): void {
    for (const node of nodes) this.#write(node, dot);
  }

  #write(node: Node, dot: Value): void {
    switch (node.kind) {
      case 'text':
        this.#output.push(node.text);
        return;
      case 'output': {
        const value = this.#pipe(node.pipe, dot);
        if (node.pipe.variables.length === 0) this.#output.push(this.#printed(value, node.where));
        return;
      }
      case 'template':
        this.#output.push(this.#include(node.name, node.pipe === undefined ? undefined : this.#pipe(node.pipe, dot), node.where));
        return;
      case 'if': case 'with':
        this.#scoped(() => {
          const value = this.#pipe(node.pipe, dot);
          this.#walk(isTrue(value) ? node.then : node.otherwise, node.kind === 'with' && isTrue(value) ? value : dot);
        });
        return;
      case 'range':
        this.#scoped(() => this.#range(node, dot));
    }
  }

  #range(node: Node & { readonly kind: 'range' }, dot: Value): void {
    const entries = this.#entries(this.#commands(node.pipe, dot), node.pipe.where);
    for (const [key, value] of entries) {
      this.#scoped(() => {
        const { variables, assigns } = node.pipe;
        const values = variables.length === 2 ? [key, value] : [value];
        variables.forEach((name, at) => (assigns ? this.#assign(name, values[at], node.where) : this.#variables.push({ name, value: values[at] })));
        this.#walk(node.then, value);
      });
    }
    if (entries.length === 0) this.#walk(node.otherwise, dot);
  }

  /** Maps by their keys in order. */
  #entries(value: Value, where: Where): readonly (readonly [Value, Value])[] {
    if (value === undefined) return [];
    if (isList(value)) return value.map((each, at) => [BigInt(at), each]);
    if (isMap(value)) return [...value].sort(([a], [b]) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
    throw new TemplateError(where, `range over ${kindOf(value)} is not known to this renderer`);
  }

  #printed(value: Value, where: Where): string {
    const text = printed(value);
    if (text === undefined) throw new TemplateError(where, `${value === undefined ? 'nothing is there to write' : `a ${kindOf(value)} is written: toYaml or range is missing`}`);
    return text;
  }

  #pipe(pipe: Pipe, dot: Value): Value {
    const value = this.#commands(pipe, dot);
    const [name] = pipe.variables;
    if (name !== undefined && pipe.assigns) this.#assign(name, value, pipe.where);
    else if (name !== undefined) this.#variables.push({ name, value });
    return value;
  }

  #commands({ commands }: Pipe, dot: Value): Value {
    let given: readonly Value[] = [];
    for (const command of commands) given = [this.#command(command, dot, given)];
    return given[0];
  }

  #command({ operands, where }: Command, dot: Value, given: readonly Value[]): Value {
    const [first, ...rest] = operands as [Operand, ...Operand[]];
    if (first.kind === 'function') return this.#call(first, rest, dot, given);
    if (rest.length > 0 || given.length > 0) throw new TemplateError(where, 'what is no function is given values');
    return this.#operand(first, dot);
  }

  #call({ name, where }: Operand & { readonly kind: 'function' }, operands: readonly Operand[], dot: Value, given: readonly Value[]): Value {
    if (name === 'and' || name === 'or') return this.#choose(name, operands, dot, given, where);
    const values = [...operands.map((operand) => this.#operand(operand, dot)), ...given];
    if (name === 'include') {
      const [template, data] = values;
      if (values.length !== 2 || typeof template !== 'string') throw new TemplateError(where, 'include takes the name of a template and its dot');
      return this.#include(template, data, where);
    }
    const known = functions[name];
    if (known === undefined) throw new TemplateError(where, `the function ${name} is not known to this renderer`);
    try {
      return call(name, known, values);
    } catch (error) {
      throw error instanceof TemplateError ? error : new TemplateError(where, (error as Error).message);
    }
  }

  /** The first that decides, else the last. */
  #choose(name: 'and' | 'or', operands: readonly Operand[], dot: Value, given: readonly Value[], where: Where): Value {
    if (operands.length + given.length === 0) throw new TemplateError(where, `${name} takes at least one value`);
    let value: Value;
    for (const operand of operands) {
      value = this.#operand(operand, dot);
      if (isTrue(value) === (name === 'or')) return value;
    }
    return given.length > 0 ? given[0] : value;
  }

  #include(name: string, dot: Value, where: Where): string {
    const nodes = this.#templates.get(name);
    if (nodes === undefined) throw new TemplateError(where, `there is no template ${name}`);
    if (this.#depth >= maxDepth) throw new TemplateError(where, `${name}: templates include each other without end`);
    return new Evaluation(this.#templates, this.#depth + 1, dot).run(nodes, dot);
  }

  #operand(operand: Operand, dot: Value): Value {
    switch (operand.kind) {
      case 'literal': return operand.value;
      case 'function': return this.#call(operand, [], dot, []);
      case 'dot': return fieldOf(dot, operand.fields, operand.where);
      case 'variable': return fieldOf(this.#variable(operand.name, operand.where).value, operand.fields, operand.where);
      case 'pipe': return fieldOf(this.#commands(operand.pipe, dot), operand.fields, operand.where);
    }
  }

  #assign(name: string, value: Value, where: Where): void {
    this.#variable(name, where).value = value;
  }

  #variable(name: string, where: Where): Variable {
    const found = this.#variables.findLast((variable) => variable.name === name);
    if (found === undefined) throw new TemplateError(where, `there is no variable $${name}`);
    return found;
  }
}

function fieldOf(value: Value, fields: readonly string[], where: Where): Value {
  let found = value;
  for (const [at, name] of fields.entries()) {
    if (!isMap(found)) throw new TemplateError(where, `.${fields.slice(0, at + 1).join('.')}: ${found === undefined ? 'nothing' : `a ${kindOf(found)}`} has no field ${name}`);
    if (found instanceof GoStruct && !found.has(name)) throw new TemplateError(where, `.${fields.slice(0, at + 1).join('.')}: Helm has no such field`);
    found = found.get(name);
  }
  return found;
}
