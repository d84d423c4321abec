import { isObject, mapValues, member, type OpenAPIDocument } from './document.js';
import { readFacts } from './facts.js';
import { mapChildren, type Child } from './grammar.js';

/** Says in the description of each operation what its caller should know before calling it, so that an editor shows it. */
export function describeOperations(document: OpenAPIDocument): OpenAPIDocument {
  const { operations } = readFacts(document);
  const describe = ({ value, kind, path }: Child): unknown => {
    if (!isObject(value)) return value;
    if (kind !== 'operation') return mapChildren(value, kind, describe, path);
    const [, template, method] = path.map(String);
    const name = `${method?.toUpperCase() ?? ''} ${template ?? ''}`;
    const notes = [
      ...(operations[name]?.secret ? ['Needs the secret key: for servers only.'] : []),
      ...(value['x-moves-money'] === true ? ['Moves money: it can charge or refund.'] : []),
      ...(value['x-reads-only'] === true ? ['Only reads: it may be sent again.'] : []),
    ];
    const text = member(value, 'description');
    const description = [...(typeof text === 'string' ? [text] : []), ...notes].join('\n');
    return notes.length === 0 ? value : { ...value, description };
  };
  const paths = mapValues(document.paths ?? {}, (item, template) =>
    describe({ value: item, kind: 'pathItem', path: ['paths', template] }),
  );
  return document.paths ? { ...document, paths } : document;
}
