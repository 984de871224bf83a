import { writeFileSync } from 'node:fs';
import { BatchEncoder } from '../src/encoder.ts';
import { decodeBatch } from '../src/decode.ts';
import { batchToJson } from './batch-json.ts';
import { sampleEpoch, sampleProducer, samples } from './samples.ts';

/* Run by hand (README.md) when a field was added. A change of bytes that were published before breaks the contract. */
const encoder = new BatchEncoder({ epoch: sampleEpoch, producer: sampleProducer });
for (const [name, write] of Object.entries(samples)) {
  encoder.begin(41);
  write(encoder);
  const bytes = encoder.take();
  const file = (ending: string): URL => new URL(`../fixtures/${name}.${ending}`, import.meta.url);
  writeFileSync(file('bin'), bytes);
  writeFileSync(file('json'), `${JSON.stringify(batchToJson(decodeBatch(bytes)), null, 2)}\n`);
}
