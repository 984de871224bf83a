export { errorCodes, type ErrorCode, type FlowState, type FlowType, type MessageKind } from './names.ts';
export type {
  BodyJson, FlowJson, HeaderJson, LossJson, LostJson, MessageJson, PeerJson, RequestJson, ResponseJson, TlsJson,
} from './json.ts';
