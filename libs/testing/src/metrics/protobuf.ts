/** A message of protobuf by the numbers of its fields: as far as OTLP's metrics need it (varint, fixed64, length-delimited). */
export type Message = ReadonlyMap<number, readonly (bigint | Uint8Array)[]>;

/** Throws a RangeError for what is cut off, an Error for another wire type. */
export function readMessage(bytes: Uint8Array): Message {
  const message = new Map<number, (bigint | Uint8Array)[]>();
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let at = 0;
  const varint = (): bigint => {
    for (let value = 0n, shift = 0n; ; shift += 7n) {
      const byte = view.getUint8(at++);
      value |= BigInt(byte & 0x7f) << shift;
      if (byte < 0x80) return value;
    }
  };
  const one = (wireType: number): bigint | Uint8Array => {
    if (wireType === 0) return varint();
    if (wireType === 1) {
      at += 8;
      return view.getBigUint64(at - 8, true);
    }
    if (wireType !== 2) throw new Error(`wire type ${wireType}`);
    const length = Number(varint());
    if (at + length > bytes.length) throw new RangeError('cut off');
    at += length;
    return bytes.subarray(at - length, at);
  };
  while (at < bytes.length) {
    const tag = Number(varint());
    const value = one(tag & 7);
    const values = message.get(tag >> 3);
    if (values === undefined) message.set(tag >> 3, [value]);
    else values.push(value);
  }
  return message;
}

export function messages(message: Message, field: number): Message[] {
  return (message.get(field) ?? []).map((value) => readMessage(value as Uint8Array));
}

export function text(message: Message | undefined, field: number): string {
  const bytes = message?.get(field)?.[0];
  return bytes === undefined ? '' : Buffer.from(bytes as Uint8Array).toString();
}

export function number(message: Message, field: number): number | undefined {
  const value = message.get(field)?.[0] as bigint | undefined;
  return value === undefined ? undefined : Number(BigInt.asIntN(64, value));
}

export function double(message: Message, field: number): number | undefined {
  const value = message.get(field)?.[0] as bigint | undefined;
  if (value === undefined) return undefined;
  const view = new DataView(new ArrayBuffer(8));
  view.setBigUint64(0, value);
  return view.getFloat64(0);
}
