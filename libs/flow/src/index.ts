export { errorCodes, type ErrorCode, type FlowState, type FlowType, type MessageKind } from './names.ts';
export type {
  BodyJson, FlowJson, HeaderJson, LossJson, LostJson, MessageJson, PeerJson, RequestJson, ResponseJson, TlsJson,
} from './json.ts';
export { ulidBytes, ulidText, UlidSource } from './ulid.ts';
export type {
  BodyRecord, CertificateRecord, ChunkRecord, ErrorRecord, FlowRecord, GoodbyeRecord, LostRecord, MessagesRecord, PeerRecord,
  RequestRecord, ResponseRecord, TlsRecord,
} from './record.ts';
export { BatchMemory, type Allocate } from './batch-memory.ts';
export { BatchEncoder, type BatchEncoderOptions } from './encoder.ts';
export { decodeBatch, FlowDecodeError, maxBatchBytes } from './decode.ts';
export { flowToJson, messageToJson } from './to-json.ts';
export { isoTime } from './iso-time.ts';
export { octetsText } from './octets.ts';
export {
  chunkKindNumbers, flowStateName, flowStateNumbers, flowTypeName, flowTypeNumbers, messageKindName, messageKindNumbers,
} from './wire-names.ts';
/** The messages of flow.proto as the generated codec has them: `wire.FlowBatch`, `wire.Flow`, `wire.Chunk`, ... */
export * as wire from './gen/flow.ts';
