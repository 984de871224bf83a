import { runProxyService } from '@weir/data-plane/service';

await runProxyService({
  name: 'regular',
  summary: 'the explicit proxy: clients name it, and where they want to go',
  mode: 'regular',
  spec: 'regular',
  examples: [
    ['WEIR_NATS_URL=nats://nats:4222 weir-regular', 'on port 8080, onto that NATS'],
  ],
});
