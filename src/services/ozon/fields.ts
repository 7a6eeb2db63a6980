import {
  flag,
  list,
  number,
  record,
  text,
  textOrNumber,
  texts,
} from '../../core/definition/kinds/index.js';
import type { JsonRecord } from '../../core/util/is-record.js';
import { exact } from './ids.js';

/** Params of several rows. */
const id = (summary: string, option: string, field: string, example: string) =>
  textOrNumber(summary, { option, field, example, as: exact });

export const categoryId = id('Category ID', 'categoryid', 'description_category_id', '17028922');
export const typeId = id('Product type ID', 'typeid', 'type_id', '94765');
export const attributeId = id('Attribute ID', 'attributeid', 'attribute_id', '85');
export const productId = id('Product ID', 'productid', 'product_id', '137208233');
export const taskId = id('Task ID', 'taskid', 'task_id', '172549793');

export const lang = text('Language of names', {
  field: 'language',
  default: 'DEFAULT',
  values: ['DEFAULT', 'RU', 'EN', 'TR', 'ZH_HANS'],
});

/** Arrays of IDs are strings in Ozon's description, which keeps all digits. */
export const skus = (field: string) =>
  list(texts, 'SKU, or several', { option: 'sku', field, example: "['321670122','321670150']" });

export const products = list(texts, 'Product ID, or several', {
  field: 'product_id',
  example: "['137208233','137285792']",
});

/** The largest page is the default: fewer requests count towards the limits. */
export const limit = (most: number) =>
  number('Number of rows per page', { default: most, as: Math.floor });

export const last = (field: 'last_id' | 'cursor') =>
  textOrNumber(`Start of the page: \`${field}\` of the previous one`, {
    option: 'last',
    field,
    optional: true,
    example: 'WzczNDE4NzA4XQ==',
  });

export const filter = record('Filter: see GetProductsFilterStructure', {
  default: { visibility: 'ALL' },
  example: "{'visibility':'VISIBLE'}",
  as: withTextIds,
});

/** IDs in arrays are strings in Ozon's description. */
function withTextIds(filter: JsonRecord): JsonRecord {
  const { product_id: ids, sku: skus } = filter;
  return {
    ...filter,
    ...(ids !== undefined && { product_id: texted(ids) }),
    ...(skus !== undefined && { sku: texted(skus) }),
  };
}

function texted(ids: unknown): string[] {
  return [ids].flat().map(String);
}

export const wait = flag('Wait until Ozon has processed the task', { default: true });

/** The same for lists that the reference pages by an offset, or not at all. */
export const cursor = (field: 'last_id' | 'cursor') => ({ ...last(field), option: 'cursor' });
