import { type Differences, fixedAddress, type OverHttp } from '../../../../test/support/reach.js';

export const reach: OverHttp = {
  ...fixedAddress,
  input: (_url, secret) => ({ clientId: '2380987', apiKey: secret }),
  blames: 'apiKey',
};

const NO_ID = 'Ozon needs no value for the first page, and no ID instead of 0';
const BY_PLACE = 'Ozon pages by the place after the previous page since 2025-05-05 and 2026-08-31';

export const differences: Differences = {
  apikey: { why: 'it is a secret', methods: /./, differs: { kind: 'secret' } },
  start: {
    why: NO_ID,
    methods: /^GetAttributeValues$/,
    differs: { default: undefined },
  },
  last: { why: NO_ID, methods: /./, differs: { default: undefined } },
  productid: {
    why: NO_ID,
    methods: /^Get/,
    differs: { default: undefined },
  },
  sku: {
    why: NO_ID,
    methods: /^GetProductsInformation$/,
    differs: { default: undefined },
  },
  filter: {
    why: 'Ozon needs a filter',
    methods: /^GetProduct/,
    differs: { default: { visibility: 'ALL' } },
  },
  discount: {
    why: 'it is a number of percent',
    methods: /^SetProductDiscount$/,
    differs: { kind: 'number' },
  },
  offset: { why: BY_PLACE, methods: /./, differs: 'gone' },
  type: {
    why: 'the default is a list of one type',
    methods: /^GetShippingWarehousesList$/,
    differs: { default: ['CREATE_TYPE_DIRECT'] },
  },
};

export const further: readonly string[] = [
  'limit',
  'cursor',
  'wait',
  'pointtype',
  'pickup',
  'removal',
];
