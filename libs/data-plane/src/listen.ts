import { ListenError, type Listening, type Proxy } from '@weir/runtime';
import { RuntimeFailure } from '@weir/service';

/** Opens the ports of `proxy`, or none. Rejects with RuntimeFailure in the runtime's words (in use, no right, ...). */
export async function listen(proxy: Pick<Proxy, 'listen'>): Promise<readonly Listening[]> {
  try {
    return await proxy.listen();
  } catch (error) {
    throw error instanceof ListenError ? new RuntimeFailure(error.message) : error;
  }
}
