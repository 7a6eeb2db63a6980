import type { Call } from '../../core/definition/call.js';
import { list, texts } from '../../core/definition/kinds/index.js';
import { inputError } from '../../core/definition/kinds/refuse.js';
import { callContext } from '../../core/definition/param.js';
import { structure } from '../../core/definition/structure.js';
import { OintError } from '../../core/errors/errors.js';
import { commaSeparated } from '../../core/rest/values.js';
import { isRecord, type JsonRecord } from '../../core/util/is-record.js';
import { type Auth, ownerOf } from './auth.js';
import { categoryNames } from './categories.js';
import { id, ids, ownId, product, selection } from './fields.js';
import { type Product, productParam, productRequest, TEMPLATE } from './product-fields.js';
import { custom, grouped, owned, send, table } from './wire.js';

const EXAMPLE =
  "{'Name':'Earl Grey','Description':'Black tea with bergamot','Category':20173,'Price':450,'MainPhoto':457239}";
const fields = productParam('Product: see GetProductDescription', {
  option: 'product',
  example: EXAMPLE,
});
const selectionIfAny = id('ID of the selection for the product', {
  option: 'sel',
  optional: true,
  example: '12',
});

/** What VK requires, checked before any image is uploaded. */
function checkNew({ fields, main }: Product, call: Call): void {
  const required = { Name: 'name', Description: 'description', Category: 'category_id' };
  const missing = Object.entries(required).find(([, field]) => fields[field] === undefined);
  const name = missing?.[0] ?? (main === undefined ? 'MainPhoto' : undefined);
  if (name) throw inputError(callContext(call, 'product'), `: the field ${name} is missing`);
}

/** Adds a product to a selection after it was saved. A failure must not hide that it was. */
async function select(call: Call, auth: Auth, item: string, selection: string, saved: JsonRecord) {
  const fields = { owner_id: ownerOf(auth, call), item_ids: item, album_ids: ownId(selection) };
  try {
    await send(call, { auth }, 'market.addToAlbum', fields);
  } catch (error) {
    // It may be there already: then all is as it should be.
    if (isReason(error, '1404')) return saved;
    if (!(error instanceof OintError)) throw error;
    error.partial = call.redactor.deep(saved);
    throw error.advises(
      `The product ${item} was saved, but not added to the selection. To add it, call AddProductToCollection.`,
    );
  }
  return saved;
}

function isReason(error: unknown, reason: string): boolean {
  return isRecord(error) && error.reason === reason;
}

export const products = table({
  /**
   * Gets the names of the categories of products, by ID.
   *
   * @see https://dev.vk.com/method/market.getCategories
   */
  getProductCategoryList: custom({
    effect: 'read',
    params: {},
    run: async ({ auth }, call) =>
      categoryNames(await send(call, { auth }, 'market.getCategories', { group_id: auth.group })),
  }),
  /** Lists the products of the community, or of a selection. */
  getProductList: owned.list(
    'market.get',
    'response.items',
    {
      selection: id('Selection ID', {
        ...selection.wire,
        option: 'sel',
        optional: true,
        example: '12',
      }),
    },
    { fixed: { count: 200 } },
  ),
  /**
   * Gets up to 100 products by their IDs.
   *
   * @see https://dev.vk.com/method/market.getById
   */
  getProductsByID: custom({
    effect: 'read',
    params: {
      products: list(texts, 'Product IDs', { option: 'items', example: "['9134','9135']" }),
    },
    run({ auth, products }, call) {
      const whole = (id: string) => (id.includes('_') ? id : `${ownerOf(auth, call)}_${id}`);
      const item_ids = commaSeparated(products.map(whole));
      return send(call, { auth }, 'market.getById', { item_ids });
    },
  }),
  /**
   * Adds a product, after uploading its images.
   *
   * @returns `response.market_item_id` identifies the product.
   * @throws {InputError} A required field is missing, or a field is unknown. Nothing was sent.
   * @see https://dev.vk.com/method/market.add
   */
  addProduct: custom({
    effect: 'write',
    params: { product: fields, selection: selectionIfAny },
    async run({ auth, product, selection }, call) {
      checkNew(product, call);
      const owner_id = ownerOf(auth, call);
      const request = await productRequest(call, auth, product);
      const added = await send(call, { auth }, 'market.add', { owner_id, ...request });
      if (selection === undefined) return added;
      const item = isRecord(added.response) ? added.response.market_item_id : undefined;
      return select(call, auth, String(item), selection, added);
    },
  }),
  /**
   * Changes the given fields of a product. Others stay unchanged.
   *
   * @throws {InputError} A field is unknown. Nothing was sent.
   * @see https://dev.vk.com/method/market.edit
   */
  editProduct: custom({
    effect: 'write',
    params: { item: product, product: fields, selection: selectionIfAny },
    async run({ auth, item, product, selection }, call) {
      const owned = { owner_id: ownerOf(auth, call), item_id: ownId(item) };
      const request = await productRequest(call, auth, product);
      const changed = await send(call, { auth }, 'market.edit', { ...owned, ...request });
      if (selection === undefined) return changed;
      return select(call, auth, ownId(item), selection, changed);
    },
  }),
  /** Deletes a product. */
  deleteProduct: owned.remove('market.delete', { product }),
  /** Groups products that differ in their properties, or adds them to a group. */
  groupProducts: grouped.write('market.groupItems', {
    products: ids('Product IDs', {
      option: 'items',
      field: 'item_ids',
      example: "['9134','9135']",
    }),
    group: id('ID of an existing group', {
      option: 'sellgroup',
      field: 'item_group_id',
      optional: true,
      example: '61',
    }),
  }),
});

/** Returns the fields of a product. */
export const getProductDescription = structure('vk', 'GetProductDescription', TEMPLATE);
