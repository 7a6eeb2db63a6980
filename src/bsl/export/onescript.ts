import { strToU8, zipSync } from 'fflate';
import { escapeXml } from '../../core/formats/xml/entities.js';
import type { CommonModule } from './configuration.js';
import type { Files } from './files.js';

/** The package's name. `oint` is the reference's own. */
const PACKAGE = 'oint-client';
const ENGINE = '1.9.0';
const ABOUT = 'Modules that call the server of OInt over HTTP';

/** A library of OneScript, and its package for `opm install -f`. */
export function oneScriptLibrary(modules: readonly CommonModule[], version: string): Files {
  const files: Files = new Map([
    ['packagedef', definitionOf(modules, version)],
    ['lib.config', configOf(modules)],
    ...modules.map(({ name, text }) => [pathOf(name), text] as const),
  ]);
  const content = zipped(files);
  const whole: Files = new Map<string, string | Uint8Array>([
    ['opm-metadata.xml', metadataOf(version)],
    ['content.zip', content],
  ]);
  return new Map([...files, [`${PACKAGE}-${version}.ospx`, zipped(whole)]]);
}

function pathOf(module: string): string {
  return `src/${module}.os`;
}

/** The description that opm builds a package by, in its own language. */
function definitionOf(modules: readonly CommonModule[], version: string): string {
  const lines = [
    `Описание.Имя("${PACKAGE}")`,
    `.Версия("${version}")`,
    '.Автор("OInt")',
    `.Описание("${ABOUT}")`,
    `.ВерсияСреды("${ENGINE}")`,
    '.ВключитьФайл("src")',
    ...modules.map(({ name }) => `.ОпределяетМодуль("${name}", "${pathOf(name)}")`),
  ];
  return `${lines.join('\n\t')};\n`;
}

function configOf(modules: readonly CommonModule[]): string {
  const lines = modules.map(
    ({ name }) => `\t<module name="${escapeXml(name)}" file="${escapeXml(pathOf(name))}"/>`,
  );
  return `<?xml version="1.0" encoding="UTF-8"?>
<package-def xmlns="http://oscript.io/schemas/lib-config/1.0">
${lines.join('\n')}
</package-def>
`;
}

function metadataOf(version: string): string {
  const properties = [
    ['name', PACKAGE],
    ['version', version],
    ['author', 'OInt'],
    ['description', ABOUT],
    ['engine-version', ENGINE],
  ].map(([name, value]) => `<${name}>${value}</${name}>`);
  return `<?xml version="1.0" encoding="UTF-8"?>
<opm-metadata xmlns="http://oscript.io/schemas/opm-metadata/1.0">${properties.join('')}</opm-metadata>`;
}

/** An archive with the earliest date that ZIP has, so that the same files are the same bytes. */
function zipped(files: Files): Uint8Array {
  const entries = [...files].map(([path, content]) => [
    path,
    typeof content === 'string' ? strToU8(content) : content,
  ]);
  return zipSync(Object.fromEntries(entries), { mtime: new Date(1980, 0, 1), os: 0 });
}
