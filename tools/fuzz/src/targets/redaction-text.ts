import { HeaderRules, ParameterRedactor } from '@weir/redaction';
import { expectThat, latin1, type Target } from '../target.ts';

const planted = 'PLANTED';
const parameters = new ParameterRedactor(['token', 'a b'], () => '*');
const headers = new HeaderRules(['authorization', 'cookie', 'set-cookie', 'x-api-key'], () => '*');

/** Texts with the value in a place that a rule covers, and what comes of them. */
const places: readonly ((text: string) => string)[] = [
  (text) => parameters.redact(`/?${text}&token=${planted}&${text}`, 'url'),
  (text) => parameters.redact(`${text}?token=${planted}`, 'url'),
  (text) => parameters.redact(`${text}#To%6Ben=${planted}${text}`, 'url'),
  (text) => parameters.redact(`${text}&token=${planted}&${text}`, 'form'),
  (text) => parameters.redact(`${text} </?token=${planted}>${text}`, 'text'),
  (text) => parameters.redact(`/?next=${encodeURIComponent(`/?token=${planted}`)}&${text}`, 'url'),
  (text) => headers.redact('Cookie', `${text};a=${planted};${text}`)!,
  (text) => headers.redact('Set-Cookie', `a=${planted};${text}`)!,
  (text) => headers.redact('Authorization', `${text}${planted}${text}`)!,
  (text) => headers.redact('X-Api-Key', `${text}${planted}`)!,
];

export const redactionText: Target = {
  name: 'redaction-text',
  about: 'values in URLs, forms, cookies and credentials: none that a rule covers is left',
  seeds: () => ['a=1&b=2', 'a?b#c;d', 'token=x', 'a%20b=1+2', 'sid=1; Path=/; Expires=Wed, 21 Oct 2026 07:28:00 GMT', 'Bearer ', 'x=%3Ftoken%3Dy', '<a>; rel="next"'].map(latin1),
  words: ['?', '&', '#', ';', '=', '%', '%3d', '%3D', '%26', '+', ' ', '"', '<', '>', ',', 'token', 'token=', 'token[]=', 'Path=', 'Basic ', '\t', '\xff', '\0'],
  maxBytes: 300,
  run(input) {
    const text = Buffer.from(input).toString('latin1').replaceAll(planted, '');
    for (const [at, place] of places.entries()) {
      const made = place(text);
      expectThat(!made.includes(planted), () => `place ${at} leaves it: ${JSON.stringify(made)}`);
    }
  },
};
