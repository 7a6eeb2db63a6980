/** Fields of the structures that a caller fills in, with the meaning of each. */

const informer = {
  color_arrow: 'arrow: 0 black, 1 violet',
  color_end: 'second color: RRGGBBAA',
  color_start: 'first color: RRGGBBAA',
  color_text: 'text: 0 black, 1 white',
  enabled: false,
  indicator: 'pageviews, visits or uniques',
  size: '1, 2 or 3',
  type: 'simple or ext',
} as const;

/** The lists of a counter, which Metrica replaces as a whole. */
const lists = {
  filters: [
    {
      action: 'include or exclude',
      attr: 'title, client_ip, url, referer or uniq_id',
      status: 'active or disabled',
      type: 'equal, start, contain, interval, me, only_mirrors or regexp',
      end_ip: 'last IP address',
      id: 1,
      start_ip: 'first IP address',
      value: 'value',
      with_subdomains: false,
    },
  ],
  goals: [
    {
      name: 'name',
      type: 'url, number, step, action, …',
      default_price: 1,
      id: 1,
      is_favorite: false,
    },
  ],
  grants: [
    {
      perm: 'public_stat, view or edit',
      comment: 'comment',
      partner_data_access: false,
      user_login: 'login',
      user_uid: 1,
    },
  ],
  labels: [{ name: 'name of a tag' }],
  measurement_tokens: ['token of the Measurement Protocol'],
  mirrors2: [{ site: 'another domain of the site' }],
  operations: [
    {
      action:
        'cut_fragment, cut_parameter, cut_all_parameters, merge_https_and_http, to_lower or replace_domain',
      attr: 'referer or url',
      status: 'active or disabled',
      id: 1,
      value: 'value',
    },
  ],
} as const;

export const LISTS = Object.keys(lists) as readonly (keyof typeof lists)[];

export const counter = {
  autogoals_enabled: false,
  code_options: {
    async: true,
    clickmap: false,
    ecommerce: false,
    in_one_line: false,
    track_hash: false,
    visor: false,
    xml_site: false,
    ytm: false,
    alternative_cdn: false,
    informer,
  },
  counter_flags: {
    collect_first_party_data: false,
    measurement_enabled: false,
    use_in_benchmarks: false,
    direct_allow_use_goals_without_access: false,
  },
  favorite: false,
  filter_robots: '1 strict rules, 2 strict rules and behavior',
  filters: lists.filters,
  gdpr_agreement_accepted: false,
  goals: lists.goals,
  grants: lists.grants,
  labels: lists.labels,
  measurement_tokens: lists.measurement_tokens,
  mirrors2: lists.mirrors2,
  name: 'name',
  offline_options: {
    offline_calls_extended_threshold: '0 or 1: calls up to 21 days old',
    offline_conversion_extended_threshold: '0 or 1: conversions up to 21 days old',
    offline_visits_extended_threshold: '0 or 1: visits up to 21 days old',
  },
  operations: lists.operations,
  owner_login: 'login of the owner',
  permission: 'own, view or edit',
  publisher_options: {
    enabled: false,
    schema: 'microdata, json_ld or opengraph',
    schema_options: ['format of the markup'],
  },
  site2: { site: 'domain of the site' },
  source: 'sprav, turbopages or market',
  time_zone_name: 'time zone: Europe/Berlin',
  visit_threshold: 1800,
  webvisor: {
    arch_enabled: false,
    arch_type: 'none, load or html',
    load_player_type: 'proxy or on_your_behalf',
    urls: 'pages to record',
    wv_forms: false,
    wv_version: 2,
  },
} as const;

/** Other fields that Metrica accepts: marks that lists lose what is not in the request. */
export const counterFields = [
  ...Object.keys(counter),
  ...['id', 'type', 'mirrors_remove', 'goals_remove', 'filters_remove'],
  ...['operations_remove', 'grants_remove'],
];

export const counterFilter = {
  counter_ids: ['counter ID'],
  label_id: 1,
  offset: 1,
  per_page: 100,
  permission: 'own, view or edit',
  search_string: 'part of the name, the domain or the ID',
  status: 'Active or Deleted',
  type: 'simple or partner',
  sort: 'None, Default, Visits, Hits, Uniques or Name',
} as const;

export const counterFilterFields = [
  ...Object.keys(counterFilter),
  ...['favorite', 'field', 'reverse', 'robots'],
];
