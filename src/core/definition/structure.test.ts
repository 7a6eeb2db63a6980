import { describe, expect, it } from 'vitest';
import { structure } from './structure.js';

const fields = {
  name: 'name of the product',
  price: 1,
  old_price: null,
  size: { width: 'width in mm', unit: 'mm or cm' },
  photos: [{ url: 'URL of the image', main: true }],
} as const;

describe('a template of fields', () => {
  const getProductStructure = structure('shop', 'GetProductStructure', fields);

  it('describes each field', async () => {
    const found = await getProductStructure({});
    expect(found).toEqual({
      name: '<name of the product>',
      price: 1,
      old_price: null,
      size: { width: '<width in mm>', unit: '<mm or cm>' },
      photos: [{ url: '<URL of the image>', main: true }],
    });
    // The fields are typed.
    const name: string = found.size.unit;
    expect(name).toBe('<mm or cm>');
    // @ts-expect-error -- no such field
    expect(found.weight).toBeUndefined();
  });

  it('has the same shape with empty values with --empty', async () => {
    expect(await getProductStructure({ empty: true })).toEqual({
      name: '',
      price: '',
      old_price: '',
      size: { width: '', unit: '' },
      photos: [{ url: '', main: '' }],
    });
  });

  it('sends no request', () => {
    const { definition } = getProductStructure;
    expect(definition).toMatchObject({ effect: 'read', offline: true, programOnly: false });
    expect(Object.keys(definition.params)).toEqual(['empty']);
  });

  it('accepts --map if the reference has it, with the same result', async () => {
    const asMap = structure('shop', 'GetProductStructure', fields, { asMap: true });
    expect(asMap.definition.params.asMap).toMatchObject({ option: 'map', default: false });
    expect(await asMap({ asMap: true, empty: true })).toEqual(
      await getProductStructure({ empty: true }),
    );
  });

  it('can be computed', async () => {
    const getFilter = structure('shop', 'GetFilter', (empty) => ({
      raw: empty ? false : '<flag>',
    }));
    expect(await getFilter({ empty: true })).toEqual({ raw: false });
    expect(await getFilter({})).toEqual({ raw: '<flag>' });
  });
});
