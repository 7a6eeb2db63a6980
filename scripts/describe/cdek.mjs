// CDEK: three OpenAPI documents of the vendor, with what its pages say beyond them.
import { describedOpenApi } from './openapi.mjs';
import { usedSchemas } from './schemas.mjs';

/** Answers that are arrays, although the documents describe one of their elements. */
const ARRAYS = ['search', 'regions'];
/** Operations that no method uses. */
const UNUSED = ['changeStatus', 'waybillDownload', 'barcodeDownload'];
const STATUSES = ['ACCEPTED', 'PROCESSING', 'READY', 'REMOVED', 'INVALID'];
const STATES = ['ACCEPTED', 'WAITING', 'SUCCESSFUL', 'INVALID'];
const TIME = { type: 'string', pattern: '^\\d\\d:\\d\\d$', example: '10:00' };

export default async function describe(read) {
  const parts = [];
  for (const name of ['orders', 'auth', 'location']) {
    parts.push(describedOpenApi(corrected(await read(`openapi-${name}.json`))));
  }
  const schemas = Object.assign({}, ...parts.map((part) => part.schemas));
  const found = Object.assign({}, ...parts.map((part) => part.operations));
  const operations = Object.fromEntries(
    Object.entries(found).filter(([name]) => !UNUSED.includes(name)),
  );
  for (const name of ARRAYS) {
    operations[name].answer = { type: 'array', items: operations[name].answer };
  }
  operations.getOAuthToken = asForm(operations.getOAuthToken, schemas.RequestDto);
  schemas.RequestDto = parts[0].schemas.RequestDto;
  schemas.RequestDto.properties.state = { enum: STATES };
  schemas.PrintStatusDto.properties.code = { enum: STATUSES };
  // Not the time of RFC 3339: the zone has no colon.
  schemas.RegisterPrealertRequestDto.properties.planned_date = operations.register.params[
    'planned_date!'
  ] = { type: 'string', pattern: '^\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d[+-]\\d{4}$' };
  return {
    'description.json': {
      title: 'CDEK API v2',
      sources: [
        {
          from: 'the vendor’s OpenAPI in github.com/SamyRai/cdek_api_client 633fa7ae',
          date: '2026-01-17',
          licence: 'none stated',
        },
      ],
      base: '',
      verbs: ['GET'],
      places: ['json'],
      nesting: 'json',
      schemas: usedSchemas(schemas, operations),
      operations,
    },
  };
}

/** The fields are in the body, as a form, and not in the query. */
function asForm({ query: _, ...operation }, { properties, required }) {
  const params = Object.entries(properties).map(([name, schema]) => [
    `${name}${required.includes(name) ? '!' : ''}`,
    schema,
  ]);
  return { ...operation, query: {}, places: ['form'], params: Object.fromEntries(params) };
}

/** Flags that are an enum of words too, and times whose pattern is a format. */
function corrected(value) {
  if (Array.isArray(value)) return value.map(corrected);
  if (typeof value !== 'object' || value === null) return value;
  if (/^<?HH:mm>?$/.test(value.pattern)) return TIME;
  const fields = Object.entries(value).filter(
    ([key]) => !(value.type === 'boolean' && key === 'enum'),
  );
  return Object.fromEntries(fields.map(([key, one]) => [key, corrected(one)]));
}
