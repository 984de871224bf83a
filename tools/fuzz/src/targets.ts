import type { Target } from './target.ts';
import { authority } from './targets/authority.ts';
import { basicCredentials } from './targets/basic-credentials.ts';
import { caRequests } from './targets/ca-requests.ts';
import { certificate } from './targets/certificate.ts';
import { clientHello } from './targets/client-hello.ts';
import { connection } from './targets/connection.ts';
import { contentCoding } from './targets/content-coding.ts';
import { filter } from './targets/filter.ts';
import { firstBytesTarget } from './targets/first-bytes.ts';
import { flowBatch } from './targets/flow-batch.ts';
import { hostHeader } from './targets/host-header.ts';
import { httpConnect } from './targets/http-connect.ts';
import { http1Forwarded } from './targets/http1-forwarded.ts';
import { http1Parser } from './targets/http1-parser.ts';
import { http1Requests } from './targets/http1-requests.ts';
import { http1Responses } from './targets/http1-responses.ts';
import { leanBatch } from './targets/lean-batch.ts';
import { modeSpec } from './targets/mode-spec.ts';
import { publicKey } from './targets/public-key.ts';
import { redactionBody } from './targets/redaction-body.ts';
import { redactionJson } from './targets/redaction-json.ts';
import { redactionText } from './targets/redaction-text.ts';
import { signingRequest } from './targets/signing-request.ts';
import { socks5Client } from './targets/socks5-client.ts';
import { socks5 } from './targets/socks5.ts';
import { spool } from './targets/spool.ts';
import { startTls } from './targets/starttls.ts';

/** All that is fuzzed. A new decoder or handler joins here. */
export const targets: readonly Target[] = [
  http1Parser, http1Requests, http1Responses, http1Forwarded, connection, clientHello, socks5, socks5Client, httpConnect, startTls, firstBytesTarget, hostHeader, authority, basicCredentials, modeSpec, flowBatch, leanBatch, filter, contentCoding, redactionJson, redactionText, redactionBody, certificate, caRequests, signingRequest, publicKey, spool,
];
