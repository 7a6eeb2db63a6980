import { any, record, text, textOrNumber } from '../../core/definition/kinds/index.js';
import { method } from '../../core/definition/method.js';
import { isRecord, type JsonRecord } from '../../core/util/is-record.js';
import { exact } from './ids.js';

/** Attributes that Ozon defines for all categories. */
const VIDEO = { complex: 100_001, title: 21_837, url: 21_841 };
const COVER = { complex: 100_002, url: 21_845 };

const offline = { effect: 'read', offline: true } as const;
const item = record('Product: see GetProductStructure', { example: "{'offer_id':'TEA-100'}" });
const url = text('URL of the video', { example: 'https://example.com/tea.mp4' });

/** Returns the product with a video. Several videos are added one after another. */
export const addProductVideo = method('ozon', 'AddProductVideo', {
  ...offline,
  params: { item, url, title: text('Title of the video', { example: 'How to brew it' }) },
  run: ({ item, url, title }) =>
    withGroup(item, [
      attribute(VIDEO.title, VIDEO.complex, title),
      attribute(VIDEO.url, VIDEO.complex, url),
    ]),
});

/** Returns the product with a video cover. */
export const addProductVideoCover = method('ozon', 'AddProductVideoCover', {
  ...offline,
  params: { item, url },
  run: ({ item, url }) => withGroup(item, [attribute(COVER.url, COVER.complex, url)]),
});

/**
 * Returns the product or the group of attributes with one more complex attribute.
 *
 * In a product, it is added to `complex_attributes`, next to others with the same complex ID. In an
 * object with `attributes`, such as that of GetAttributesUpdateStructure, it is added to these.
 */
export const completeComplexAttribute = method('ozon', 'CompleteComplexAttribute', {
  ...offline,
  params: {
    object: record('Product, or object with `attributes`', { example: "{'attributes':[]}" }),
    attributeId: textOrNumber('Attribute ID', { option: 'attributeid', example: '21841' }),
    complexId: textOrNumber('Complex attribute ID', { option: 'complexid', example: '100001' }),
    values: any('Value or values: text, or objects with `value` and `dictionary_value_id`', {
      example: 'https://example.com/tea.mp4',
    }),
  },
  run({ object, attributeId, complexId, values }) {
    const added = attribute(exact(attributeId), exact(complexId), values);
    const isGroup = Array.isArray(object.attributes) && !('complex_attributes' in object);
    if (isGroup) return { ...object, attributes: [...listIn(object, 'attributes'), added] };
    const groups = listIn(object, 'complex_attributes');
    const at = groups.findLastIndex((group) => hasComplexId(group, complexId));
    if (at < 0) return withGroup(object, [added]);
    const group = groups[at] as JsonRecord;
    const grown = { ...group, attributes: [...listIn(group, 'attributes'), added] };
    return {
      ...object,
      complex_attributes: [...groups.slice(0, at), grown, ...groups.slice(at + 1)],
    };
  },
});

function attribute(id: unknown, complexId: unknown, values: unknown): JsonRecord {
  const each = Array.isArray(values) ? (values as unknown[]) : [values];
  return {
    id,
    complex_id: complexId,
    values: each.map((value) => (isRecord(value) ? value : { value: String(value) })),
  };
}

function withGroup(item: JsonRecord, attributes: readonly JsonRecord[]): JsonRecord {
  return { ...item, complex_attributes: [...listIn(item, 'complex_attributes'), { attributes }] };
}

function hasComplexId(group: unknown, complexId: string): boolean {
  if (!isRecord(group)) return false;
  const ids = listIn(group, 'attributes').map((one) => isRecord(one) && String(one.complex_id));
  return ids.includes(complexId);
}

function listIn(holder: JsonRecord, field: string): readonly unknown[] {
  const list = holder[field];
  return Array.isArray(list) ? (list as unknown[]) : [];
}
