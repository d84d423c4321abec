import { member, type Path } from '../contract/document.js';

/** Where in an operation something stands, as its caller would say it. */
export interface Place {
  /** `request field pp_ident`, `response field items[].id`, `query parameter limit`, `the operation`. */
  readonly text: string;
  readonly side: 'request' | 'response' | undefined;
}

/** Reads the keys below an operation; `nameOf` tells the name of a parameter by its index. */
export function placeOf(keys: Path, nameOf?: (index: number) => string): Place {
  const [part, ...rest] = keys.map(String);
  switch (part) {
    case 'requestBody':
      return { side: 'request', text: bodyPlace('request', rest) };
    case 'responses': {
      const [status = '', ...below] = rest;
      const response = /^2\d\d$/.test(status) ? 'response' : `response ${status}`;
      const [section, name, ...schema] = below;
      if (section === 'headers' && name !== undefined) {
        return {
          side: 'response',
          text: `${response} header ${[name, ...trailOf(schema)].join('.')}`,
        };
      }
      return { side: 'response', text: bodyPlace(response.trim(), below) };
    }
    case 'parameters': {
      const [index, ...below] = rest;
      if (index === undefined) return { side: 'request', text: 'the parameters' };
      const name = nameOf?.(Number(index)) ?? `parameter ${index}`;
      return { side: 'request', text: [name, ...trailOf(below)].join('.') };
    }
    default:
      return { side: undefined, text: 'the operation' };
  }
}

/** `query parameter limit` */
export function parameterName(parameter: unknown): string {
  const [where, name] = [member(parameter, 'in'), member(parameter, 'name')].map(String);
  return `${where ?? ''} parameter ${name ?? ''}`;
}

function bodyPlace(body: string, keys: readonly string[]): string {
  const [content, type = '', schema, ...below] = keys;
  if (content === undefined) return body === 'request' ? 'the request body' : `the ${body}`;
  const media = type === '' || type === 'application/json' ? '' : ` (${type})`;
  const fields = schema === 'schema' ? trail(below) : '';
  return fields === '' ? `the ${body} body${media}` : `${body} field ${fields}${media}`;
}

function trailOf([, ...keys]: readonly string[]): readonly string[] {
  const text = trail(keys);
  return text === '' ? [] : [text];
}

/** The keys below a schema as one would write the access: `plans[].price`. */
function trail(keys: readonly string[]): string {
  let text = '';
  for (let at = 0; at < keys.length; at += 1) {
    const key = keys[at] ?? '';
    const takesName = ['properties', 'patternProperties', 'dependentSchemas'].includes(key);
    if (takesName) {
      const name = keys[at + 1];
      if (name === undefined) break;
      text += text === '' ? name : `.${name}`;
      at += 1;
    } else if (['items', 'contains', 'prefixItems', 'unevaluatedItems'].includes(key)) {
      text += '[]';
    } else if (['additionalProperties', 'unevaluatedProperties'].includes(key)) {
      text += text === '' ? '*' : '.*';
    } else if (['anyOf', 'oneOf', 'allOf'].includes(key)) {
      at += 1;
    }
  }
  return text;
}
