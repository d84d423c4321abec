import { describeConstraints } from './constraints.js';
import type { OpenAPIDocument } from './document.js';
import { inlineReferences } from './inline.js';
import { describeOperations } from './operation-notes.js';
import { prune } from './prune.js';
import { relinkToComponents } from './relink.js';
import { dropServerParameters } from './server-parameters.js';

/**
 * The contract as openapi-typescript should see it. Three rules change what users see: parameters that the server URL takes go,
 * and constraints, as well as what is special about an operation, stand in the descriptions. The others write valid OpenAPI so that openapi-typescript understands it.
 */
export function normalise(document: OpenAPIDocument): OpenAPIDocument {
  const rules = [
    describeOperations,
    relinkToComponents,
    prune,
    inlineReferences,
    dropServerParameters,
    describeConstraints,
  ];
  return rules.reduce((changed, rule) => rule(changed), document);
}
