import type { FastifyInstance } from 'fastify';
import { decodeContent } from '../content-decoding.ts';
import { Problem } from '../problem.ts';
import { QueryParameters } from '../query-parameters.ts';
import type { ApiContext } from './context.ts';
import { flowId, noFlow } from './flows.ts';

export function bodyRoutes(app: FastifyInstance, { store, maxDecodedBytes }: ApiContext): void {
  for (const side of ['request', 'response'] as const) {
    app.get<{ Params: { id: string } }>(`/api/v1/flows/:id/${side}/body`, async (request, reply) => {
      const decoded = new QueryParameters(request.query, ['decoded']).flag('decoded');
      const id = flowId(request.params.id);
      const body = store.body(id, side);
      if (body === undefined) throw store.get(id) === undefined ? noFlow() : new Problem(404, `The flow has no ${side} body`);
      let { bytes, truncated } = body;
      if (decoded) {
        const result = await decodeContent(bytes, body.contentEncoding, maxDecodedBytes);
        bytes = result.bytes;
        truncated ||= result.truncated;
        if (result.remaining.length > 0) reply.header('weir-content-encoding', headerText(result.remaining.join(', ')));
      } else if (body.contentEncoding !== undefined) {
        reply.header('weir-content-encoding', headerText(body.contentEncoding));
      }
      if (truncated) reply.header('weir-truncated', 'true');
      // What was captured is anybody's: it must never run in the page's origin.
      return reply
        .header('content-type', 'application/octet-stream')
        .header('content-security-policy', 'sandbox')
        .header('content-disposition', `attachment; filename="${id}-${side}.bin"`)
        .send(bytes instanceof Buffer ? bytes : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength));
    });
  }
}

/** Captured text in a header of ours: printable ASCII alone, and short. */
function headerText(text: string): string {
  return text.replace(/[^ -~]/g, '?').slice(0, 200);
}
