import { record, text } from '../../core/definition/kinds/index.js';
import { rowHolder } from './data-sources.js';
import { base, idOf, parentPage } from './ids.js';
import { richText } from './rich-text.js';
import { propertySchemas, withTitle } from './schemas.js';
import { custom, hasDataSources, send, table } from './wire.js';

const props = record('Property types by name, such as {"Name":"title"}', {
  example: "{'Name':'title','Status':{'New':'green'}}",
  optional: true,
});

export const databases = table({
  /**
   * Creates a database in a page.
   *
   * A property type is a word: `title`, `rich_text`, `number`, `date`, `checkbox`. A select property
   * is its options with their colors: `{"New":"green","Done":"red"}`. Without a title property, one is
   * added: `Name`.
   *
   * @see https://developers.notion.com/reference/create-a-database
   */
  createDatabase: custom({
    effect: 'write',
    params: {
      parent: parentPage,
      title: text('Title', { example: 'Tasks' }),
      properties: { ...props, option: 'props' },
    },
    run({ parent, title, properties: plain = {}, ...asking }, call) {
      const properties = withTitle(propertySchemas(plain));
      return send(call, asking, 'POST /databases', {
        parent: { type: 'page_id', page_id: idOf(parent) },
        title: richText(title),
        ...(hasDataSources(asking) ? { initial_data_source: { properties } } : { properties }),
      });
    },
  }),
  /**
   * Retrieves a database.
   *
   * @returns The database; if it has one data source, `properties` has the properties of its rows.
   * @see https://developers.notion.com/reference/retrieve-database
   */
  getDatabase: custom({
    effect: 'read',
    params: { base },
    async run({ base, ...asking }, call) {
      const found = await send(call, asking, 'GET /databases/{id}', { id: idOf(base) });
      const { data_sources: sources } = found;
      if (!Array.isArray(sources) || sources.length !== 1) return found;
      const { properties } = await send(call, asking, 'GET /data_sources/{id}', {
        id: String(sources[0]?.id),
      });
      return { ...found, properties };
    },
  }),
  /**
   * Updates the properties, title and description of a database.
   *
   * A new type changes a property. `null` removes a property and its values.
   *
   * @see https://developers.notion.com/reference/update-a-data-source
   */
  editDatabaseProperties: custom({
    effect: 'write',
    params: {
      base,
      properties: { ...props, option: 'props' },
      title: text('Title', { example: 'Tasks', optional: true }),
      description: text('Description', { example: 'Open tasks', optional: true }),
    },
    async run({ base, properties: plain, title, description, ...asking }, call) {
      const properties = plain && propertySchemas(plain);
      const about = {
        title: title === undefined ? undefined : richText(title),
        description: description === undefined ? undefined : richText(description),
      };
      const id = idOf(base);
      if (!hasDataSources(asking)) {
        return send(call, asking, 'PATCH /databases/{id}', { id, properties, ...about });
      }
      if (properties) {
        const holder = await rowHolder(asking, call, base);
        await send(call, asking, 'PATCH /data_sources/{id}', { id: holder.id, properties });
      }
      return send(call, asking, 'PATCH /databases/{id}', { id, ...about });
    },
  }),
});
