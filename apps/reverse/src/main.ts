import { runProxyService } from '@weir/data-plane/service';

await runProxyService({
  name: 'reverse',
  summary: 'a proxy before servers: http, https, tcp or tls',
  mode: 'reverse',
  examples: [
    ['weir-reverse --mode reverse:https://example.com@8443', 'before example.com, on port 8443'],
  ],
});
