import type { Node } from './nodes.ts';
import { parsePipe } from './parse-pipe.ts';
import { TemplateError, type Where } from './template-error.ts';
import { pieces, type Piece, type Token } from './tokens.ts';

/** The file's own nodes under its path, and each `define` in it under its name. Throws TemplateError. */
export function parseTemplates(file: string, text: string): Map<string, readonly Node[]> {
  const reader = new Reader(pieces(file, text));
  const { nodes } = reader.block([]);
  return new Map([[file, nodes], ...reader.defined]);
}

type Ended = 'else' | 'end';

interface Block {
  readonly nodes: readonly Node[];
  /** Undefined: the file's end. */
  readonly ended: Ended | undefined;
  /** What stands behind `else`: `if ...`. */
  readonly rest: readonly Token[];
  readonly where: Where;
}

class Reader {
  readonly defined = new Map<string, readonly Node[]>();
  readonly #pieces: readonly Piece[];
  #at = 0;
  #depth = 0;

  constructor(all: readonly Piece[]) {
    this.#pieces = all;
  }

  /** Up to one of `ends`, or to the file's end where there are none. */
  block(ends: readonly Ended[], opened?: Where): Block {
    const nodes: Node[] = [];
    for (; this.#at < this.#pieces.length;) {
      const piece = this.#pieces[this.#at++]!;
      if (piece.kind === 'text') {
        nodes.push(piece);
        continue;
      }
      const [first, ...rest] = piece.tokens;
      if (first === undefined) throw new TemplateError(piece.where, 'an action is empty');
      const word = first.type === 'word' ? first.text : '';
      if (word === 'end' || word === 'else') {
        if (!ends.includes(word)) throw new TemplateError(piece.where, `${word} belongs to nothing here`);
        if (word === 'end' && rest.length > 0) throw new TemplateError(piece.where, 'nothing stands behind end');
        return { nodes, ended: word, rest, where: piece.where };
      }
      const node = this.#action(word, piece.tokens, rest, piece.where);
      if (node !== undefined) nodes.push(node);
    }
    if (opened !== undefined) throw new TemplateError(opened, 'what begins here has no end');
    return { nodes, ended: undefined, rest: [], where: { file: '', line: 0 } };
  }

  #action(word: string, tokens: readonly Token[], rest: readonly Token[], where: Where): Node | undefined {
    switch (word) {
      case 'if': case 'with': case 'range': return this.#branch(word, rest, where);
      case 'define': return this.#define(rest, where);
      case 'template': {
        const [name, ...data] = rest;
        if (name?.type !== 'string') throw new TemplateError(where, 'template is followed by a name in quotes');
        return { kind: 'template', name: name.text, pipe: data.length === 0 ? undefined : parsePipe(data, where, 0), where };
      }
      case 'block': case 'break': case 'continue': throw new TemplateError(where, `${word} is not known to this renderer`);
      default: return { kind: 'output', pipe: parsePipe(tokens, where, 1), where };
    }
  }

  #branch(kind: 'if' | 'with' | 'range', rest: readonly Token[], where: Where): Node {
    const pipe = parsePipe(rest, where, kind === 'range' ? 2 : 1);
    this.#depth++;
    const then = this.block(['else', 'end'], where);
    const otherwise = then.ended === 'else' ? this.#otherwise(kind, then.rest, then.where, where) : [];
    this.#depth--;
    return { kind, pipe, then: then.nodes, otherwise, where };
  }

  /** `else if` is an `if` of its own whose end is shared. */
  #otherwise(kind: string, rest: readonly Token[], at: Where, opened: Where): readonly Node[] {
    const [word, ...more] = rest;
    if (word === undefined) return this.block(['end'], opened).nodes;
    if (word.text !== 'if' || kind !== 'if') throw new TemplateError(at, `else ${word.text} is not known to this renderer`);
    return [this.#branch('if', more, at)];
  }

  #define(rest: readonly Token[], where: Where): undefined {
    const [name, ...more] = rest;
    if (name?.type !== 'string' || more.length > 0) throw new TemplateError(where, 'define is followed by a name in quotes alone');
    if (this.#depth > 0) throw new TemplateError(where, 'define stands by itself, in no other block');
    if (this.defined.has(name.text)) throw new TemplateError(where, `${name.text} is defined twice`);
    this.#depth++;
    this.defined.set(name.text, this.block(['end'], where).nodes);
    this.#depth--;
  }
}
