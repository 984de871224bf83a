import { defaultRedactedHeaders, HeaderNameError, JsonPathError, Redaction, RedactionKeyError, type RedactionOptions, type RedactionRules } from '@weir/redaction';
import { ConfigError, flagOf, type Values } from '@weir/service';
import type { redactionOptions, redactionRuleOptions } from './redaction-options.ts';

type RuleValues = Values<ReturnType<typeof redactionRuleOptions>>;
type RedactionValues = Values<ReturnType<typeof redactionOptions>>;

/** What the options say is to be redacted; undefined: nothing. Throws ConfigError, naming the option. */
export function openRedaction(values: RuleValues & Partial<RedactionValues>, onFinding?: RedactionOptions['onFinding']): Redaction | undefined {
  const rules = rulesOf(values);
  if (rules.headers.length + rules.query.length + rules.json.length === 0) return undefined;
  try {
    return new Redaction({ ...rules, key: values.redact_key, ...(onFinding && { onFinding }) });
  } catch (error) {
    throw optionError(error);
  }
}

function rulesOf({ redact_headers, redact_query, redact_json }: RuleValues): RedactionRules {
  if (redact_headers.includes('none') && redact_headers.length > 1) throw new ConfigError(`${flagOf('redact_headers')}: none stands alone`);
  const empty = [redact_query, redact_json].findIndex((names) => names.includes(''));
  if (empty >= 0) throw new ConfigError(`${flagOf(empty === 0 ? 'redact_query' : 'redact_json')}: is empty`);
  const headers = redact_headers[0] === 'none' ? [] : redact_headers.flatMap((name) => (name === 'default' ? defaultRedactedHeaders : [name]));
  return { headers, query: redact_query, json: redact_json };
}

function optionError(error: unknown): unknown {
  for (const [type, option] of [[HeaderNameError, 'redact_headers'], [JsonPathError, 'redact_json'], [RedactionKeyError, 'redact_key']] as const) {
    if (error instanceof type) return new ConfigError(`${flagOf(option)}: ${error.message}`);
  }
  return error;
}
