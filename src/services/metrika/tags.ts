import { text, textOrNumber } from '../../core/definition/kinds/index.js';
import { list, read, remove, table, write } from './wire.js';

const tag = textOrNumber('Tag ID', { option: 'label', example: '52431' });
const name = text('Name, up to 255 characters', {
  option: 'title',
  field: 'label.name',
  example: 'Shops',
});

export const tags = table({
  /** Creates a tag. Metrica calls it a label. */
  createTag: write('POST /labels', { name }),
  /** Renames a tag. */
  updateTag: write('PUT /label/{tag}', { tag, name }),
  /** Gets the name of a tag. */
  getTag: read('GET /label/{tag}', { tag }),
  /** Deletes a tag. Its counters stay. */
  deleteTag: remove('DELETE /label/{tag}', { tag }),
  /** Lists the tags of the user. */
  getTagsList: list('GET /labels', 'labels'),
});
