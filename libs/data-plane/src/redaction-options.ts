import { grouped, list, optionalText } from '@weir/service';

/** What is not written down. `headers`: what is redacted where nothing else is said. */
export function redactionRuleOptions(headers: readonly string[]) {
  return grouped('What is redacted', {
    redact_headers: list(headers, 'NAME', 'write a hash in place of the values of this header or trailer: of cookies and of Authorization the values alone, and users and passwords in URLs with that; the word default stands for authorization, cookie, set-cookie, proxy-authorization and x-api-key, none for no header'),
    redact_query: list([], 'NAME', 'the same for this parameter of a query or form, and where URLs with it stand in headers (Referer, Location, Link)'),
    redact_json: list([], 'PATH', "the same for values in JSON bodies and WebSocket messages: $.user.password, $.items[*].token, $..secret, $['a name']; a body that cannot be read whole is not kept"),
  });
}

/** The same with the key of the hashes. */
export function redactionOptions(headers: readonly string[]) {
  return {
    ...redactionRuleOptions(headers),
    ...grouped('What is redacted', {
      redact_key: optionalText('KEY|@FILE', 'what hashes are made with, at least 16 characters: equal values have equal hashes wherever the key is the same; without it a key of this process, whose hashes compare with those of no other run', { secret: true }),
    }),
  };
}
