import { text } from '../../core/definition/kinds/index.js';
import { id } from './fields.js';
import { grouped, table } from './wire.js';

const title = text('Name', { example: 'Color' });
const property = id('Property ID', { option: 'prop', field: 'property_id', example: '31' });
const value = text('Value, up to 60 characters', {
  option: 'value',
  field: 'title',
  example: 'Green',
});
const variant = id('Variant ID', { option: 'option', field: 'variant_id', example: '77' });

export const properties = table({
  /** Gets the properties of products, with their variants. */
  getPropertyList: grouped.read('market.getProperties'),
  /** Creates a property of products. */
  createProductProperty: grouped.write('market.addProperty', { title }),
  /** Renames a property of products. */
  editProductProperty: grouped.write('market.editProperty', { title, property }),
  /** Deletes a property of products. */
  deleteProductProperty: grouped.remove('market.deleteProperty', { property }),
  /** Adds a variant to a property: a value that products can have. */
  addProductPropertyVariant: grouped.write('market.addPropertyVariant', { value, property }),
  /**
   * Changes the value of a variant of a property.
   *
   * VK finds the variant by its ID alone: the property is accepted for compatibility.
   */
  editProductPropertyVariant: grouped.write('market.editPropertyVariant', {
    value,
    property: { ...property, wire: { ...property.wire, as: () => undefined } },
    variant,
  }),
  /** Deletes a variant of a property. */
  deleteProductPropertyVariant: grouped.remove('market.deletePropertyVariant', { variant }),
});
