import { text, textOrNumber } from '../../core/definition/kinds/index.js';
import { attributeId, categoryId, lang, limit, typeId } from './fields.js';
import { exact } from './ids.js';
import { byValueId } from './pagers.js';
import { list, read, table } from './wire.js';

const of = { categoryId, typeId };

export const attributes = table({
  /** Gets the tree of categories and product types. */
  getCategoriesAndProductTypesTree: read('/v1/description-category/tree', { lang }),
  /** Gets the attributes of a category and product type. */
  getCategoryAttributes: read('/v1/description-category/attribute', { ...of, lang }),
  /** Lists the values that an attribute can have. */
  getAttributeValues: list(
    '/v1/description-category/attribute/values',
    'result',
    {
      ...of,
      attributeId,
      start: textOrNumber('ID of the value after which to start', {
        field: 'last_value_id',
        optional: true,
        example: '971082156',
        as: exact,
      }),
      lang,
      limit: limit(1000),
    },
    { pager: byValueId },
  ),
  /** Finds up to 100 values of an attribute by their text. */
  searchAttributeValue: read(
    '/v1/description-category/attribute/values/search',
    {
      ...of,
      attributeId,
      value: text('Text to find, at least 2 characters', { example: 'Sunshine' }),
    },
    { fixed: { limit: 100 } },
  ),
  /** Gets how many products can still be created and updated, in total and today. */
  getProductsRequestsLimits: read('/v4/product/info/limit'),
});
