import { escapeXml } from '../../core/formats/xml/entities.js';
import {
  asPlatformText,
  CONTAINED,
  type CommonModule,
  type Configuration,
  idOf,
  LANGUAGES,
  RUNS_IN,
} from './configuration.js';
import type { Files } from './files.js';

/** The format of platform 8.3.9, which all later ones load. */
const FORMAT = '2.2';
const COMPATIBILITY = 'Version8_3_9';

const NAMESPACES = [
  'xmlns="http://v8.1c.ru/8.3/MDClasses"',
  'xmlns:app="http://v8.1c.ru/8.2/managed-application/core"',
  'xmlns:v8="http://v8.1c.ru/8.1/data/core"',
  'xmlns:xr="http://v8.1c.ru/8.3/xcf/readable"',
  'xmlns:xs="http://www.w3.org/2001/XMLSchema"',
  'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"',
].join(' ');

/** What the Designer loads with "Load configuration from files". */
export function dump(configuration: Configuration): Files {
  const { modules, language } = configuration;
  const { name } = LANGUAGES[language];
  const files: Files = new Map([
    ['Configuration.xml', asPlatformText(rootOf(configuration))],
    [`Languages/${name}.xml`, asPlatformText(languageOf(configuration))],
  ]);
  for (const module of modules) {
    files.set(`CommonModules/${module.name}.xml`, asPlatformText(moduleOf(module, configuration)));
    files.set(`CommonModules/${module.name}/Ext/Module.bsl`, asPlatformText(module.text));
  }
  return files;
}

function document(content: string): string {
  return `<?xml version="1.0" encoding="UTF-8"?>
<MetaDataObject ${NAMESPACES} version="${FORMAT}">
${content}
</MetaDataObject>
`;
}

function rootOf({ name, language, version, modules }: Configuration): string {
  const { name: languageName, variant } = LANGUAGES[language];
  const contained = CONTAINED.map(
    (id) => `			<xr:ContainedObject>
				<xr:ClassId>${id}</xr:ClassId>
				<xr:ObjectId>${idOf(name, 'contained', id)}</xr:ObjectId>
			</xr:ContainedObject>`,
  );
  const children = modules.map(
    (module) => `			<CommonModule>${escapeXml(module.name)}</CommonModule>`,
  );
  return document(`	<Configuration uuid="${idOf(name, 'configuration')}">
		<InternalInfo>
${contained.join('\n')}
		</InternalInfo>
		<Properties>
			<Name>${name}</Name>
			<Synonym/>
			<Comment/>
			<NamePrefix/>
			<ConfigurationExtensionCompatibilityMode>${COMPATIBILITY}</ConfigurationExtensionCompatibilityMode>
			<DefaultRunMode>ManagedApplication</DefaultRunMode>
			<UsePurposes>
				<v8:Value xsi:type="app:ApplicationUsePurpose">PersonalComputer</v8:Value>
			</UsePurposes>
			<ScriptVariant>${variant}</ScriptVariant>
			<DefaultRoles/>
			<Vendor/>
			<Version>${escapeXml(version)}</Version>
			<DefaultLanguage>Language.${languageName}</DefaultLanguage>
			<BriefInformation/>
			<DetailedInformation/>
			<Copyright/>
			<VendorInformationAddress/>
			<ConfigurationInformationAddress/>
			<DataLockControlMode>Managed</DataLockControlMode>
			<ObjectAutonumerationMode>NotAutoFree</ObjectAutonumerationMode>
			<ModalityUseMode>DontUse</ModalityUseMode>
			<SynchronousPlatformExtensionAndAddInCallUseMode>DontUse</SynchronousPlatformExtensionAndAddInCallUseMode>
			<InterfaceCompatibilityMode>Taxi</InterfaceCompatibilityMode>
			<CompatibilityMode>${COMPATIBILITY}</CompatibilityMode>
		</Properties>
		<ChildObjects>
			<Language>${languageName}</Language>
${children.join('\n')}
		</ChildObjects>
	</Configuration>`);
}

function languageOf({ name, language }: Configuration): string {
  const { name: languageName, code } = LANGUAGES[language];
  return document(`	<Language uuid="${idOf(name, 'language', languageName)}">
		<Properties>
			<Name>${languageName}</Name>
${synonym(languageName, code)}
			<Comment/>
			<LanguageCode>${code}</LanguageCode>
		</Properties>
	</Language>`);
}

function moduleOf({ name, title }: CommonModule, { name: owner, language }: Configuration): string {
  const runsIn = new Set<string>(RUNS_IN);
  const flags = [
    ...['ClientManagedApplication', 'Server', 'ExternalConnection'],
    ...['ClientOrdinaryApplication', 'ServerCall', 'Privileged'],
  ].map((flag) => {
    const isOn = runsIn.has(flag.charAt(0).toLowerCase() + flag.slice(1));
    return `			<${flag}>${isOn}</${flag}>`;
  });
  return document(`	<CommonModule uuid="${idOf(owner, 'module', name)}">
		<Properties>
			<Name>${escapeXml(name)}</Name>
${synonym(title, LANGUAGES[language].code)}
			<Comment/>
			<Global>false</Global>
${flags.join('\n')}
			<ReturnValuesReuse>DontUse</ReturnValuesReuse>
		</Properties>
	</CommonModule>`);
}

function synonym(text: string, language: string): string {
  return `			<Synonym>
				<v8:item>
					<v8:lang>${language}</v8:lang>
					<v8:content>${escapeXml(text)}</v8:content>
				</v8:item>
			</Synonym>`;
}
