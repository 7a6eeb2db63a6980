import { flag, record, text } from '../../core/definition/kinds/index.js';
import { isRecord } from '../../core/util/is-record.js';
import { propertiesOf, rowHolder } from './data-sources.js';
import { base, idOf, page, parentPage } from './ids.js';
import { propertyValues } from './property-values.js';
import { richText } from './rich-text.js';
import { custom, hasDataSources, read, send, table } from './wire.js';

export const pages = table({
  /**
   * Creates a page in another page.
   *
   * @see https://developers.notion.com/reference/post-page
   */
  createPage: custom({
    effect: 'write',
    params: { parent: parentPage, title: text('Title', { example: 'Notes' }) },
    run: ({ parent, title, ...asking }, call) =>
      send(call, asking, 'POST /pages', {
        parent: { page_id: idOf(parent) },
        properties: { title: { title: richText(title) } },
      }),
  }),
  /**
   * Creates a page in a database: a row.
   *
   * Values are plain: `{"Name":"Ada","Active":true}`. The types come from the database. If it has
   * several data sources, pass the ID of one instead of the database ID.
   *
   * @see https://developers.notion.com/reference/post-page
   */
  createPageInDatabase: custom({
    effect: 'write',
    params: {
      base,
      data: record('Plain property values by name', {
        example: "{'Name':'Ada'}",
      }),
    },
    async run({ base, data, ...asking }, call) {
      const holder = await rowHolder(asking, call, base);
      const properties = propertyValues(data, await propertiesOf(asking, call, holder));
      return send(call, asking, 'POST /pages', { parent: holder.parent, properties });
    },
  }),
  /**
   * Retrieves the properties of a page, not its content.
   *
   * @see https://developers.notion.com/reference/retrieve-a-page
   */
  getPage: read('GET /pages/{page}', { page }),
  /**
   * Updates the properties, icon and cover of a page, or archives it.
   *
   * @see https://developers.notion.com/reference/patch-page
   */
  editPageProperties: custom({
    effect: 'write',
    params: {
      page,
      data: record('Plain values of the properties to update, by name', {
        example: "{'Active':false}",
        optional: true,
      }),
      icon: text('Icon: image URL or emoji', { example: '🥑', optional: true }),
      cover: text('URL of the cover image', {
        example: 'https://example.com/cover.png',
        optional: true,
      }),
      archived: flag('Archive the page', { option: 'archive', default: false }),
    },
    async run({ page, data, icon, cover, archived, ...asking }, call) {
      const id = idOf(page);
      const { properties: known } = data ? await send(call, asking, 'GET /pages/{id}', { id }) : {};
      return send(call, asking, 'PATCH /pages/{id}', {
        id,
        properties: data && propertyValues(data, isRecord(known) ? known : {}),
        icon: icon && (/^https?:/i.test(icon) ? { external: { url: icon } } : { emoji: icon }),
        cover: cover && { external: { url: cover } },
        [hasDataSources(asking) ? 'in_trash' : 'archived']: archived,
      });
    },
  }),
});
