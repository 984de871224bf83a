import { Ajv, type ErrorObject, type ValidateFunction } from 'ajv';
import type { Values } from './values.ts';

/** Holds values to a chart's values.schema.json. Each finding begins with the path, as Helm writes it: `modes.regular.listeners.0.port: must be >= 1024`. */
export function schemaCheck(schema: object): (values: Values) => readonly string[] {
  const validate: ValidateFunction = new Ajv({ allErrors: true, strict: true, strictTypes: false, strictRequired: false, verbose: true }).compile(schema);
  return (values) => {
    validate(values);
    return [...new Set((validate.errors ?? []).filter(({ keyword }) => keyword !== 'if').map(finding))];
  };
}

function finding({ instancePath, keyword, message, params, parentSchema }: ErrorObject): string {
  const path = instancePath.slice(1).replaceAll('/', '.').replaceAll('~1', '/').replaceAll('~0', '~');
  const { description } = (parentSchema ?? {}) as { readonly description?: string };
  const named: Readonly<Record<string, unknown>> = params;
  const detail = keyword === 'additionalProperties' ? `${JSON.stringify(named['additionalProperty'])} is unknown`
    : keyword === 'enum' ? `must be one of ${(named['allowedValues'] as readonly unknown[]).join(', ')}`
      : keyword === 'propertyNames' ? `${JSON.stringify(named['propertyName'])} is no name for it` : message!;
  return `${path === '' ? '(root)' : path}: ${detail}${description === undefined ? '' : ` (${description})`}`;
}
