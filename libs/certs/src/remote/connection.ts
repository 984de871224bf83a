import { Client, connectivityState, Metadata, status, type ChannelOptions, type ClientReadableStream, type ServiceError } from '@grpc/grpc-js';
import { CertificateAuthorityService, type wire } from '@weir/ca-api';
import { CallFailure, callFailure } from './call-failure.ts';
import { directTarget, type Identity, type ReplicaAddress } from './direct-target.ts';
import type { RemoteLimits } from './limits.ts';

/** One of the service's methods, as its generated definition has it. */
export interface Method<Question, Answer> {
  readonly path: string;
  readonly requestSerialize: (value: Question) => Buffer;
  readonly responseDeserialize: (bytes: Buffer) => Answer;
}

export interface ConnectionOptions {
  readonly address: ReplicaAddress;
  /** PEM: whom the service's certificate must be signed by. */
  readonly trust: Buffer;
  readonly identity?: Identity | undefined;
  readonly aliveMs: RemoteLimits['aliveMs'];
  /** TLS is there, and HTTP/2. */
  readonly onReady: () => void;
  /** It was not made, or is no more, or was never answered on. Told once. */
  readonly onLost: (why: string) => void;
}

const channelOptions: ChannelOptions = {
  // Line makes the next connection, with a channel of its own.
  'grpc.use_local_subchannel_pool': 1,
  'grpc.enable_http_proxy': 0,
  'grpc.enable_retries': 0,
  'grpc.enable_channelz': 0,
  'grpc.service_config_disable_resolution': 1,
  // What is on the way may forget an idle connection without a word.
  'grpc.keepalive_permit_without_calls': 1,
  'grpc.max_receive_message_length': 1024 * 1024,
  'grpc.max_send_message_length': 1024 * 1024,
  'grpc-node.max_session_memory': 64,
};

/** One connection to one replica, from its first packet to its last. Throws where OpenSSL does not take trust or identity. */
export class Connection {
  readonly #client: Client;
  readonly #sockets = new AbortController();
  readonly #onReady: () => void;
  readonly #onLost: (why: string) => void;
  #watching: ClientReadableStream<wire.Bundle> | undefined;
  #calls = 0;
  #ready = false;
  #lost = false;
  #retired = false;

  constructor({ address, trust, identity, aliveMs: [everyMs, answerMs], onReady, onLost }: ConnectionOptions) {
    const { target, credentials, options } = directTarget({ address, trust, identity, signal: this.#sockets.signal });
    this.#onReady = onReady;
    this.#onLost = onLost;
    this.#client = new Client(target, credentials, { ...channelOptions, ...options, 'grpc.keepalive_time_ms': everyMs, 'grpc.keepalive_timeout_ms': answerMs });
    this.#client.getChannel().getConnectivityState(true);
    this.#follow();
  }

  /** Rejects with CallFailure. `signal` ends the call; so does what `retire` and `destroy` do. */
  unary<Question, Answer>(method: Method<Question, Answer>, question: Question, { metadata, ms, signal }: { readonly metadata: Metadata; readonly ms: number; readonly signal: AbortSignal }): Promise<Answer> {
    return new Promise((resolve, reject) => {
      this.#calls++;
      const call = this.#client.makeUnaryRequest(method.path, method.requestSerialize, method.responseDeserialize, question, metadata, { deadline: Date.now() + ms }, (error, answer) => {
        signal.removeEventListener('abort', cancel);
        this.#calls--;
        this.#endIfRetired();
        if (error !== null) reject(callFailure(error));
        else if (answer === undefined) reject(new CallFailure(status.INTERNAL, 'it answers nothing'));
        else resolve(answer);
      });
      const cancel = (): void => call.cancel();
      signal.addEventListener('abort', cancel, { once: true });
    });
  }

  /** What clients are to trust, now and whenever it changes, until the connection is lost. That the stream ends counts as that. */
  watch(onBundle: (bundle: wire.Bundle) => void): void {
    const { path, requestSerialize, responseDeserialize } = CertificateAuthorityService.watchBundle;
    const stream = this.#client.makeServerStreamRequest(path, requestSerialize, responseDeserialize, {}, new Metadata(), {});
    this.#watching = stream;
    stream.on('data', (bundle: wire.Bundle) => { if (!this.#lost) onBundle(bundle); });
    stream.on('error', (error: ServiceError) => this.#lose(callFailure(error).message));
    stream.on('end', () => this.#lose('it has ended the connection'));
  }

  /** Whether it is there still: grpc-js tells of an end by callbacks, in no certain order with those of the calls that it ended. */
  check(): boolean {
    if (this.#ready && this.#client.getChannel().getConnectivityState(false) !== connectivityState.READY) this.#lose('the connection was lost');
    return !this.#lost;
  }

  /** No more calls; ends when those that are under way have ended. */
  retire(): void {
    this.#retired = true;
    this.#lost = true;
    this.#watching?.cancel();
    this.#client.close();
    this.#endIfRetired();
  }

  destroy(): void {
    this.retire();
    this.#sockets.abort();
  }

  #endIfRetired(): void {
    if (this.#retired && this.#calls === 0) this.#sockets.abort();
  }

  /** From one state of the channel to the next, until it was lost. */
  #follow(): void {
    if (this.#lost) return;
    const channel = this.#client.getChannel();
    const state = channel.getConnectivityState(false);
    if (state === connectivityState.SHUTDOWN) return;
    if (state === connectivityState.READY && !this.#ready) {
      this.#ready = true;
      this.#onReady();
    } else if (this.#ready && state !== connectivityState.READY) {
      return this.#lose('the connection was lost');
    } else if (state === connectivityState.TRANSIENT_FAILURE) {
      return this.#askWhy();
    }
    if (!this.#lost) channel.watchConnectivityState(state, Infinity, () => this.#follow());
  }

  /** A channel that could not connect tells its calls why, and nobody else. */
  #askWhy(): void {
    const { path, requestSerialize, responseDeserialize } = CertificateAuthorityService.getBundle;
    this.#client.makeUnaryRequest(path, requestSerialize, responseDeserialize, {}, new Metadata(), { deadline: Date.now() + 1_000 }, (error) => {
      this.#lose(error === null ? 'the connection was lost' : callFailure(error).message);
    });
  }

  #lose(why: string): void {
    if (this.#lost) return;
    this.#lost = true;
    this.#onLost(why);
  }
}
