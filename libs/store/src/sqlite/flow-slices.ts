/** Tags of flow.proto: `FlowBatch.records` and `Record.flow`, both of wire type 2. */
const recordsTag = 0x22;
const flowTag = 0x0a;

/**
 * Views of the encoded flows in a batch that `decodeBatch` has accepted, by the index of their record. To store them as they came saves
 * encoding them again, and keeps fields that this version does not know. undefined: another kind, or an encoding that is not the usual one.
 */
export function flowSlices(payload: Uint8Array): (Uint8Array | undefined)[] {
  const reader = new Reader(payload);
  const slices: (Uint8Array | undefined)[] = [];
  while (!reader.atEnd) {
    const tag = reader.varint();
    if (tag === recordsTag) slices.push(flowOf(reader.bytes()));
    else if (!reader.skip(tag & 7)) return [];
  }
  return slices;
}

/** The flow of a record that has this one field and nothing else. */
function flowOf(record: Uint8Array): Uint8Array | undefined {
  if (record[0] !== flowTag) return undefined;
  const reader = new Reader(record);
  reader.varint();
  const flow = reader.bytes();
  return reader.atEnd ? flow : undefined;
}

/** Enough of the protobuf wire format (https://protobuf.dev/programming-guides/encoding) to find a message in another. */
class Reader {
  readonly #bytes: Uint8Array;
  #at = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  get atEnd(): boolean {
    return this.#at >= this.#bytes.length;
  }

  varint(): number {
    let value = 0;
    let scale = 1;
    for (;;) {
      const byte = this.#bytes[this.#at++] ?? 0;
      value += (byte & 0x7f) * scale;
      if (byte < 0x80) return value;
      scale *= 0x80;
    }
  }

  bytes(): Uint8Array {
    const length = this.varint();
    const start = this.#at;
    this.#at += length;
    return this.#bytes.subarray(start, this.#at);
  }

  /** false: a group, which nobody writes any more. */
  skip(wireType: number): boolean {
    switch (wireType) {
      case 0: this.varint(); return true;
      case 1: this.#at += 8; return true;
      case 2: this.bytes(); return true;
      case 5: this.#at += 4; return true;
      default: return false;
    }
  }
}
