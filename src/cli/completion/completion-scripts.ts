// Each script passes the words of the command line to `oint __complete` and shows its output.
// Without candidates the shell completes file names, since the values of many options are files.

const bash = `_oint() {
  local IFS=$'\\n'
  local words=("\${COMP_WORDS[@]:1:COMP_CWORD}")
  COMPREPLY=($(oint __complete "\${words[@]}" 2>/dev/null | cut -f1))
}
complete -o bashdefault -o default -F _oint oint
`;

const zsh = `#compdef oint
_oint() {
  local -a found
  local line tab=$'\\t'
  while IFS= read -r line; do
    found+=("\${\${line%%$tab*}//:/\\\\:}:\${line#*$tab}")
  done < <(oint __complete "\${(@)words[2,CURRENT]}" 2>/dev/null)
  if (( \${#found} )); then
    _describe -V 'oint' found
  else
    _files
  fi
}
if [ "$funcstack[1]" = "_oint" ]; then
  _oint "$@"
else
  (( $+functions[compdef] )) || { autoload -Uz compinit && compinit; }
  compdef _oint oint
fi
`;

const fish = `function __oint_complete
    set -l words (commandline -opc) (commandline -ct)
    set -e words[1]
    oint __complete $words 2>/dev/null
end
complete -c oint -f -a '(__oint_complete)'
complete -c oint -n 'test -z "$(__oint_complete)"' -F
`;

const powershell = `Register-ArgumentCompleter -Native -CommandName oint -ScriptBlock {
    param($wordToComplete, $commandAst, $cursorPosition)
    $words = @($commandAst.CommandElements | Select-Object -Skip 1 | ForEach-Object { "$_" })
    if (-not $wordToComplete) { $words += '""' }
    oint __complete @words 2>$null | ForEach-Object {
        $word, $summary = $_ -split "\`t", 2
        if (-not $summary) { $summary = $word }
        [System.Management.Automation.CompletionResult]::new($word, $word, 'ParameterValue', $summary)
    }
}
`;

export const scripts = { bash, zsh, fish, powershell };
