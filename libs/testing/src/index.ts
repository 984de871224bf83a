export { Playbook, type PlaybookOptions, type Stage } from './playbook.ts';
export { FakeIo } from './fake-io.ts';
export { Tape, type FlowFacts } from './tape.ts';
export { bytesOf, merged, textOf, who, type Effect, type EffectName, type SecureEffect, type Who } from './effect.ts';
export { byteByByte, exampleOrigin, play, resetError, tlsFacts, type Script, type Step } from './script.ts';
export { outcome, type Outcome } from './outcome.ts';
export { everyCut, type EveryCutOptions } from './every-cut.ts';
export { checkOver, inEveryState, interruptions, type EveryStateOptions, type Interruption } from './every-state.ts';
export { clientHello, clientHelloMessage, tlsRecords, tlsVector, type HelloParts } from './client-hello.ts';
