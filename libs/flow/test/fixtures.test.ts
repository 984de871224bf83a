import { readdirSync, readFileSync } from 'node:fs';
import { decodeBatch } from '../src/decode.ts';
import { BatchEncoder } from '../src/encoder.ts';
import { FlowBatch } from '../src/gen/flow.ts';
import { batchToJson } from './batch-json.ts';
import { sampleEpoch, sampleProducer, samples } from './samples.ts';

const folder = new URL('../fixtures/', import.meta.url);
const read = (file: string): Buffer => readFileSync(new URL(file, folder));

test('every sample has its two files, and every file its sample', () => {
  const expected = Object.keys(samples).flatMap((name) => [`${name}.bin`, `${name}.json`]);
  expect(readdirSync(folder).sort()).toEqual(expected.sort());
});

describe.each(Object.keys(samples))('fixture %s', (name) => {
  test('is what the encoder writes', () => {
    const encoder = new BatchEncoder({ epoch: sampleEpoch, producer: sampleProducer });
    encoder.begin(41);
    samples[name]!(encoder);
    expect(Buffer.from(encoder.take()).toString('hex')).toBe(read(`${name}.bin`).toString('hex'));
  });

  test('is what the generated codec writes of what it read', () => {
    const bytes = read(`${name}.bin`);
    expect(Buffer.from(FlowBatch.encode(decodeBatch(bytes)).finish()).toString('hex')).toBe(bytes.toString('hex'));
  });

  test('reads as its JSON', () => {
    expect(batchToJson(decodeBatch(read(`${name}.bin`)))).toEqual(JSON.parse(read(`${name}.json`).toString('utf8')));
  });
});
