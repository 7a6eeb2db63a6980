import { knownFields, textOrNumber } from '../../core/definition/kinds/index.js';
import { method } from '../../core/definition/method.js';
import { structure } from '../../core/definition/structure.js';
import { paged } from '../../core/rest/pager.js';
import type { JsonRecord } from '../../core/util/is-record.js';
import { byOffset, counterPage, countersIn } from './counter-pages.js';
import {
  counterFields,
  counterFilterFields,
  counterFilter as filterTemplate,
  counter as template,
} from './structures.js';
import { updateCounter as update } from './update-counter.js';
import { custom, list, read, remove, table, token, write } from './wire.js';

const counter = textOrNumber('Counter ID', { example: '44147844' });
const fields = (example: string) =>
  knownFields(counterFields, 'Fields of the counter: see GetCounterStructure', { example });

export const counters = table({
  /** Creates a counter. */
  createCounter: write('POST /counters', {
    fields: knownFields(counterFields, 'Fields of the counter: see GetCounterStructure', {
      field: 'counter',
      example: "{'name':'Tea shop','site2':{'site':'example.com'}}",
    }),
  }),
  /**
   * Changes the fields of a counter that are given.
   *
   * Metrica replaces lists as a whole. Goals, filters, operations, grants, labels, mirrors and tokens
   * that are not given stay as they are: they are read first and sent along.
   *
   * @see https://yandex.com/dev/metrika/en/management/openapi/counter/editCounter
   */
  updateCounter: custom({
    effect: 'write',
    params: { counter, fields: fields("{'name':'Tea house'}") },
    run: ({ token, counter, fields }, call) => update(call, token, counter, fields),
  }),
  /** Gets the settings of a counter. */
  getCounter: read('GET /counter/{counter}', { counter }),
  /** Deletes a counter. RestoreCounter restores it. */
  deleteCounter: remove('DELETE /counter/{counter}', { counter }),
  /** Restores a deleted counter. */
  restoreCounter: write('POST /counter/{counter}/undelete', { counter }),
});

/**
 * Lists the counters that the user has access to.
 *
 * @see https://yandex.com/dev/metrika/en/management/openapi/counter/counters
 */
export const getCountersList = method(
  'metrika',
  'GetCountersList',
  paged({
    effect: 'read',
    params: {
      token,
      filter: knownFields(
        counterFilterFields,
        'Conditions, size and start of the page: see GetCounterFilterStructure',
        { optional: true, example: "{'search_string':'tea','per_page':50}" },
      ),
    },
    address: 'https://api-metrika.yandex.net',
    pager: byOffset,
    rows: countersIn,
    page: ({ token, filter = {} }, call, fields): Promise<JsonRecord> =>
      counterPage(call, token, filter, fields),
  }),
);

/** Returns the fields of a counter for CreateCounter and UpdateCounter. */
export const getCounterStructure = structure('metrika', 'GetCounterStructure', template);

/** Returns the fields of a filter for GetCountersList. */
export const getCounterFilterStructure = structure(
  'metrika',
  'GetCounterFilterStructure',
  filterTemplate,
);

export const actions = table({
  /** Lists the operations that a counter performs on URLs before it counts them. */
  getActionsList: list('GET /counter/{counter}/operations', 'operations', { counter }),
});
