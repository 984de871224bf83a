import type { Random } from './random.ts';

export interface Material {
  readonly seeds: readonly Uint8Array[];
  readonly words: readonly Uint8Array[];
  readonly maxBytes: number;
}

type Change = (bytes: Uint8Array, random: Random, material: Material) => Uint8Array;

/** Bytes and lengths at which decoders change their mind. */
const edges: readonly number[] = [0, 1, 9, 10, 13, 32, 34, 44, 47, 58, 127, 128, 192, 254, 255];

/** An input made of a seed by a few changes; now and then of words alone, or of nothing but chance. */
export function mutate(random: Random, material: Material): Uint8Array {
  let bytes = beginning(random, material);
  for (let changes = 1 + random.below(random.below(3) === 0 ? 12 : 4); changes > 0; changes--) {
    bytes = random.pick(bytes.length === 0 ? growing : all)(bytes, random, material).subarray(0, material.maxBytes);
  }
  return bytes;
}

function beginning(random: Random, { seeds, words }: Material): Uint8Array {
  const kind = random.below(16);
  if (kind === 0) return noise(random, random.below(64));
  if (kind === 1 && words.length > 0) return Buffer.concat(Array.from({ length: random.below(12) }, () => random.pick(words)));
  return seeds.length === 0 ? new Uint8Array(0) : random.pick(seeds);
}

function noise(random: Random, length: number): Uint8Array {
  return Uint8Array.from({ length }, () => random.below(256));
}

/** `bytes` with those from `at` to `end` replaced. */
function splice(bytes: Uint8Array, at: number, end: number, middle: Uint8Array): Uint8Array {
  const spliced = new Uint8Array(at + middle.length + bytes.length - end);
  spliced.set(bytes.subarray(0, at));
  spliced.set(middle, at);
  spliced.set(bytes.subarray(end), at + middle.length);
  return spliced;
}

/** Short more often than long. */
function span(random: Random, length: number): readonly [at: number, end: number] {
  const at = random.below(length);
  const most = random.below(4) === 0 ? length - at : Math.min(8, length - at);
  return [at, at + 1 + random.below(most)];
}

const flipBit: Change = (bytes, random) => {
  const at = random.below(bytes.length);
  return splice(bytes, at, at + 1, Uint8Array.of(bytes[at]! ^ (1 << random.below(8))));
};

const setByte: Change = (bytes, random) => {
  const at = random.below(bytes.length);
  return splice(bytes, at, at + 1, Uint8Array.of(random.below(2) === 0 ? random.pick(edges) : random.below(256)));
};

/** Lengths and counters: a step up or down, in one byte or two. */
const stepNumber: Change = (bytes, random) => {
  const wide = random.below(2) === 1 && bytes.length > 1;
  const at = random.below(bytes.length - (wide ? 1 : 0));
  const step = random.pick([-16, -2, -1, 1, 2, 16]);
  if (!wide) return splice(bytes, at, at + 1, Uint8Array.of(bytes[at]! + step));
  const value = ((bytes[at]! << 8) | bytes[at + 1]!) + step;
  return splice(bytes, at, at + 2, Uint8Array.of(value >> 8, value));
};

const remove: Change = (bytes, random) => splice(bytes, ...span(random, bytes.length), new Uint8Array(0));

const truncate: Change = (bytes, random) => bytes.subarray(0, random.below(bytes.length));

const double: Change = (bytes, random) => {
  const [at, end] = span(random, bytes.length);
  return splice(bytes, at, at, bytes.subarray(at, end));
};

/** What grows without an end: digits, depth, fields. */
const repeat: Change = (bytes, random, { maxBytes }) => {
  const [at, end] = span(random, bytes.length);
  const times = Math.min(2 + random.below(random.below(8) === 0 ? 300 : 12), Math.floor(maxBytes / (end - at)));
  return splice(bytes, at, end, Buffer.concat(Array.from({ length: times }, () => bytes.subarray(at, end))));
};

const move: Change = (bytes, random) => {
  const [at, end] = span(random, bytes.length);
  const rest = splice(bytes, at, end, new Uint8Array(0));
  const to = random.below(rest.length + 1);
  return splice(rest, to, to, bytes.subarray(at, end));
};

const insertNoise: Change = (bytes, random) => {
  const at = random.below(bytes.length + 1);
  return splice(bytes, at, at, noise(random, 1 + random.below(8)));
};

const insertWord: Change = (bytes, random, { words }) => {
  const at = random.below(bytes.length + 1);
  return words.length === 0 ? bytes : splice(bytes, at, at, random.pick(words));
};

const replaceByWord: Change = (bytes, random, { words }) => (words.length === 0 ? bytes : splice(bytes, ...span(random, bytes.length), random.pick(words)));

/** The beginning of one and the end of another. */
const cross: Change = (bytes, random, { seeds }) => {
  if (seeds.length === 0) return bytes;
  const other = random.pick(seeds);
  return splice(bytes, random.below(bytes.length + 1), bytes.length, other.subarray(random.below(other.length + 1)));
};

/** For inputs that have no byte to change. */
const growing: readonly Change[] = [insertNoise, insertWord, cross];
const all: readonly Change[] = [...growing, flipBit, setByte, stepNumber, remove, truncate, double, repeat, move, replaceByWord];
