import { inputSchema, offeredParams } from '../catalogue/tool-input.js';
import { isSecret, type Param } from '../core/definition/param.js';
import type { JsonRecord } from '../core/util/is-record.js';
import { type Catalogue, definitionOf, type Offered } from '../serving/catalogue.js';
import { Refused } from './problem.js';

interface Wanted {
  /** Only this service. */
  service: string | undefined;
  hasToken: boolean;
}

/**
 * The methods that a server offers, as OpenAPI 3.1 in JSON.
 *
 * @throws {Refused} No such service.
 */
export async function openApi(
  catalogue: Catalogue,
  { service, hasToken }: Wanted,
): Promise<string> {
  const services = catalogue
    .services()
    .filter(({ name }) => service === undefined || name === service.toLowerCase());
  if (services.length === 0) throw new Refused(404, 'no such service');
  const offered = services.flatMap(({ name }) =>
    catalogue.methods(name).map((manifest) => ({ service: name, manifest })),
  );
  const paths: [string, unknown][] = [];
  for (const one of offered) {
    paths.push([`/${one.service}/${one.manifest.name}`, { post: await operation(one) }]);
  }
  return JSON.stringify({
    openapi: '3.1.0',
    info: {
      title: 'OInt',
      version: process.env.OINT_VERSION ?? '0.0.0',
      description: 'Ready-made methods of external services.',
    },
    tags: services.map(({ name, title, summary }) => ({
      name,
      description: `${title}: ${summary}`,
    })),
    paths: Object.fromEntries(paths),
    components: COMPONENTS,
    ...(hasToken && { security: [{ token: [] }] }),
  });
}

async function operation(offered: Offered): Promise<JsonRecord> {
  const { service, manifest } = offered;
  const params = offeredParams(await definitionOf(offered)).map(([key, param]) => ({
    name: param.option ?? key,
    param,
  }));
  const schema = schemaOf(params);
  const hasFiles = params.some(({ param }) => param.reach === 'read');
  const binary = { 'application/octet-stream': { schema: {} } };
  const content = manifest.binary ? binary : { 'application/json': { schema: {} } };
  return {
    operationId: `${service}_${manifest.name}`,
    tags: [service],
    summary: manifest.summary,
    ...(manifest.details && { description: manifest.details }),
    ...(manifest.reference && { externalDocs: { url: manifest.reference } }),
    requestBody: {
      required: params.some(({ param }) => param.required),
      content: {
        'application/json': { schema },
        ...(hasFiles && { 'multipart/form-data': { schema } }),
      },
    },
    responses: {
      '200': {
        description: returnsOf(manifest.details) ?? 'The result',
        content: {
          ...content,
          ...(manifest.streams && { 'text/event-stream': { schema: { type: 'string' } } }),
        },
      },
      default: { $ref: '#/components/responses/Error' },
    },
  };
}

function schemaOf(params: readonly { name: string; param: Param }[]): JsonRecord {
  const { properties, ...schema } = inputSchema(
    params.map(({ name, param }) => [name, param] as const),
  );
  const all = properties as Record<string, JsonRecord>;
  for (const { name, param } of params) {
    const isOpen = param.kind.name === 'connection';
    if (isSecret(param)) all[name] = { ...all[name], format: 'password' };
    if (isOpen) all[name] = { description: `${param.summary}: a handle, or settings` };
  }
  return { ...schema, properties: all };
}

function returnsOf(details: string): string | undefined {
  return /(?:^|\n)Returns: (.*)/.exec(details)?.[1];
}

const COMPONENTS = {
  securitySchemes: { token: { type: 'http', scheme: 'bearer' } },
  schemas: {
    Error: {
      type: 'object',
      properties: { result: { const: false }, error: { type: 'string' } },
      description: 'What happened, or what the service returned',
    },
    Problem: {
      type: 'object',
      properties: {
        type: { type: 'string' },
        title: { type: 'string' },
        status: { type: 'integer' },
        detail: { type: 'string' },
        code: { type: 'string' },
        param: { type: 'string' },
        retryable: { type: 'boolean' },
      },
      required: ['type', 'title', 'status', 'detail', 'code'],
    },
  },
  responses: {
    Error: {
      description: 'The call failed',
      content: {
        'application/json': { schema: { $ref: '#/components/schemas/Error' } },
        'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } },
      },
    },
  },
};
