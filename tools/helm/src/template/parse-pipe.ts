import type { Command, Operand, Pipe } from './nodes.ts';
import { TemplateError, type Where } from './template-error.ts';
import type { Token } from './tokens.ts';

/** Reads the whole of `tokens`; at most `maxVariables` may be declared before it. Throws TemplateError. */
export function parsePipe(tokens: readonly Token[], where: Where, maxVariables: number): Pipe {
  const reader = new PipeReader(tokens, where);
  const pipe = reader.pipe(maxVariables);
  reader.expectEnd();
  return pipe;
}

class PipeReader {
  readonly #tokens: readonly Token[];
  readonly #where: Where;
  #at = 0;

  constructor(tokens: readonly Token[], where: Where) {
    this.#tokens = tokens;
    this.#where = where;
  }

  expectEnd(): void {
    const token = this.#tokens[this.#at];
    if (token !== undefined) throw new TemplateError(token.where, `${token.text} is not expected here`);
  }

  pipe(maxVariables: number): Pipe {
    const where = this.#tokens[this.#at]?.where ?? this.#where;
    const { variables, assigns } = this.#declared(maxVariables);
    const commands = [this.#command()];
    while (this.#isSign('|')) {
      this.#at++;
      commands.push(this.#command());
    }
    return { variables, assigns, commands, where };
  }

  #declared(most: number): Pick<Pipe, 'variables' | 'assigns'> {
    const begin = this.#at;
    const variables: string[] = [];
    while (this.#tokens[this.#at]?.type === 'variable') {
      variables.push(this.#tokens[this.#at++]!.text);
      if (this.#isSign(':=') || this.#isSign('=')) {
        const assigns = this.#tokens[this.#at++]!.text === '=';
        if (variables.length > most || variables.includes('')) throw new TemplateError(this.#where, `$${variables.join(', $')} cannot be declared here`);
        if (assigns && variables.length > 1) throw new TemplateError(this.#where, 'a range that sets variables which are there is not known to this renderer');
        return { variables, assigns };
      }
      if (!this.#isSign(',')) break;
      this.#at++;
    }
    this.#at = begin;
    return { variables: [], assigns: false };
  }

  #command(): Command {
    const where = this.#tokens[this.#at]?.where ?? this.#where;
    const operands: Operand[] = [];
    for (let next = this.#tokens[this.#at]; next !== undefined && !(next.type === 'sign' && next.text !== '('); next = this.#tokens[this.#at]) {
      if (operands.length > 0 && next.joined) throw new TemplateError(next.where, `a space is missing before ${next.text}`);
      operands.push(this.#operand());
    }
    if (operands.length === 0) throw new TemplateError(where, 'a value is missing');
    return { operands, where };
  }

  #operand(): Operand {
    const token = this.#tokens[this.#at++]!;
    const { where, text } = token;
    const first = token.type === 'field' ? [text] : [];
    switch (token.type) {
      case 'field': case 'dot': return { kind: 'dot', fields: [...first, ...this.#fields()], where };
      case 'variable': return { kind: 'variable', name: text, fields: this.#fields(), where };
      case 'string': return { kind: 'literal', value: text, fields: [], where };
      case 'number': return { kind: 'literal', value: text.includes('.') ? Number(text) : BigInt(text), fields: [], where };
      case 'word': return text === 'true' || text === 'false' ? { kind: 'literal', value: text === 'true', fields: [], where } : { kind: 'function', name: text, fields: [], where };
      case 'sign': {
        const pipe = this.pipe(0);
        if (!this.#isSign(')')) throw new TemplateError(where, 'a parenthesis is not closed');
        this.#at++;
        return { kind: 'pipe', pipe, fields: this.#fields(), where };
      }
    }
  }

  #fields(): string[] {
    const names: string[] = [];
    for (let next = this.#tokens[this.#at]; next?.type === 'field' && next.joined; next = this.#tokens[++this.#at]) names.push(next.text);
    return names;
  }

  #isSign(sign: string): boolean {
    const token = this.#tokens[this.#at];
    return token?.type === 'sign' && token.text === sign;
  }
}
