import type { Call } from '../../core/definition/call.js';
import { bytesKind } from '../../core/definition/kinds/bytes.js';
import { filesKind } from '../../core/definition/kinds/files.js';
import { readFlag } from '../../core/definition/kinds/flag-words.js';
import { recordKind } from '../../core/definition/kinds/json.js';
import { inputError } from '../../core/definition/kinds/refuse.js';
import {
  type Kind,
  type ParamContext,
  type ParamSpec,
  param,
  partContext,
} from '../../core/definition/param.js';
import type { Bytes } from '../../core/files/bytes.js';
import type { JsonRecord } from '../../core/util/is-record.js';
import type { Auth } from './auth.js';
import { oneOrZero } from './fields.js';
import { productPhotoId } from './upload.js';

/** The fields of a product in the reference's template. */
export const TEMPLATE = {
  Name: 'name, 4 to 100 characters',
  Description: 'description, at least 10 characters',
  Category: 'category ID: see GetProductCategoryList',
  Price: 'price',
  OldPrice: 'price before a discount',
  MainPhoto: 'path of the main image, or ID of an uploaded one',
  URL: 'URL of the product on another site',
  AdditionalPhotos: ['path of another image, or ID of an uploaded one'],
  PropertyValues: ['variant ID of a property; up to 2'],
  MainInGroup: 'true or false: whether it represents its group',
  Width: 'width in millimeters',
  Height: 'height in millimeters',
  Depth: 'depth in millimeters',
  Weight: 'weight in grams',
  SKU: 'article number, up to 50 characters',
  AvailableBalance: 'number in stock; -1 for any number',
} as const;

type Name = keyof typeof TEMPLATE;
type Image = Bytes | string;

/** A product: fields by their names in the API, and images that may have to be uploaded. */
export interface Product {
  fields: JsonRecord;
  main: Image | undefined;
  others: readonly Image[] | undefined;
}

/** Fields whose values are sent unchanged. */
const PLAIN: Readonly<Partial<Record<Name, string>>> = {
  Name: 'name',
  Description: 'description',
  Category: 'category_id',
  Price: 'price',
  OldPrice: 'old_price',
  URL: 'url',
  Width: 'dimension_width',
  Height: 'dimension_height',
  Depth: 'dimension_length',
  Weight: 'weight',
  SKU: 'sku',
  AvailableBalance: 'stock_amount',
};

const kind: Kind<JsonRecord | string, Product> = {
  ...recordKind,
  async parse(value, place) {
    const given = known(await recordKind.parse(value, place), place);
    const fields: Record<string, unknown> = {};
    for (const [name, field] of Object.entries(PLAIN)) fields[field] = given[name as Name];
    const { PropertyValues: variants, MainInGroup: isMain } = given;
    if (variants !== undefined) fields.variant_ids = [variants].flat().join(',');
    if (isMain !== undefined) fields.is_main_variant = flagAt(isMain, place, 'MainInGroup');
    const { MainPhoto: main, AdditionalPhotos: others } = given;
    return {
      fields,
      main: main === undefined ? undefined : await imageAt(main, place, 'MainPhoto'),
      others: others === undefined ? undefined : await imagesAt(others, place),
    };
  },
};

/** A param for a product. */
export function productParam<const S extends ParamSpec>(summary: string, spec: S) {
  return param(kind, summary, { ...spec, reach: 'read' });
}

/** The fields that have a value. An unknown one is an error: VK would ignore it. */
function known(record: JsonRecord, place: ParamContext): Partial<Record<Name, unknown>> {
  const names = Object.keys(TEMPLATE) as Name[];
  const found: Partial<Record<Name, unknown>> = {};
  for (const [given, value] of Object.entries(record)) {
    const name = names.find((one) => one.toLowerCase() === given.toLowerCase());
    if (!name) {
      const hint = `Fields: ${names.join(', ')}.`;
      throw inputError(place, `: unknown field "${given.slice(0, 60)}"`, { hint });
    }
    const isEmpty = value === null || value === '' || (Array.isArray(value) && value.length === 0);
    if (!isEmpty) found[name] = value;
  }
  return found;
}

function flagAt(value: unknown, place: ParamContext, name: Name): 1 | 0 {
  const flag = readFlag(String(value));
  if (flag !== undefined) return oneOrZero(flag);
  throw inputError(partContext(place, `.${name}`), ' must be true or false');
}

/** An ID stays an ID; anything else is a file. */
async function imageAt(value: unknown, place: ParamContext, part: string): Promise<Image> {
  if (/^\d+$/.test(String(value))) return String(value);
  return bytesKind.parse(value, partContext(place, `.${part}`));
}

async function imagesAt(value: unknown, place: ParamContext): Promise<Image[]> {
  if (!Array.isArray(value)) return filesKind.parse(value, partContext(place, '.AdditionalPhotos'));
  const at = (index: number) => `AdditionalPhotos[${index}]`;
  return Promise.all(value.map((one, index) => imageAt(one, place, at(index))));
}

/** The fields of a request. The images are uploaded one after another, in their order. */
export async function productRequest(
  call: Call,
  auth: Auth,
  { fields, main, others }: Product,
): Promise<JsonRecord> {
  const idOf = async (image: Image) =>
    typeof image === 'string' ? image : productPhotoId(call, auth, image);
  const main_photo_id = main && (await idOf(main));
  const ids: string[] = [];
  for (const image of others ?? []) ids.push(await idOf(image));
  return { ...fields, main_photo_id, ...(others && { photo_ids: ids.join(',') }) };
}
