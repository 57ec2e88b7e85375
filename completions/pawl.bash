# bash completion for pawl

_pawl() {
  local cur prev words cword
  if declare -F _init_completion >/dev/null; then
    _init_completion -n = || return
  else
    cur=${COMP_WORDS[COMP_CWORD]} prev=${COMP_WORDS[COMP_CWORD-1]} words=("${COMP_WORDS[@]}") cword=$COMP_CWORD
  fi

  local command= i
  for ((i = 1; i < cword; i++)); do
    case ${words[i]} in
      run | eval | validate | graph | completion)
        command=${words[i]}
        break
        ;;
    esac
  done

  local flags='--help --color'
  case $command in
    run)
      flags+=' --input --each --config --bind --mocks --case --name --type --context --jobs --time --timeout --limits
        --seed --history --durability --events --var --subst --dry-run --offline --no-wait --progress --quiet --verbose
        --report'
      ;;
    validate) flags+=' --type --format --subst' ;;
    graph) flags+=' --format --output --run --layout --width --ascii --watch --subst' ;;
    eval) flags+=' --language --dialect --expr --data --input --batch --bench' ;;
    completion) ;;
    *)
      COMPREPLY=($(compgen -W 'run eval validate graph completion --help --version' -- "$cur"))
      return
      ;;
  esac

  case $prev in
    --type) COMPREPLY=($(compgen -W 'standard express' -- "$cur")) ;;
    --color) COMPREPLY=($(compgen -W 'auto always never' -- "$cur")) ;;
    --limits) COMPREPLY=($(compgen -W 'aws strict off' -- "$cur")) ;;
    --durability) COMPREPLY=($(compgen -W 'event batch none' -- "$cur")) ;;
    --progress) COMPREPLY=($(compgen -W 'auto tty plain none' -- "$cur")) ;;
    --time) COMPREPLY=($(compgen -W 'real skip 60x' -- "$cur")) ;;
    --format)
      if [[ $command == graph ]]; then
        COMPREPLY=($(compgen -W 'text svg png html mermaid dot json' -- "$cur"))
      else
        COMPREPLY=($(compgen -W 'text json' -- "$cur"))
      fi
      ;;
    --layout) COMPREPLY=($(compgen -W 'auto graphviz layers' -- "$cur")) ;;
    --run) COMPREPLY=($(compgen -f -W '@last' -- "$cur")) ;;
    --language) COMPREPLY=($(compgen -W 'jsonpath intrinsic jsonata' -- "$cur")) ;;
    --dialect) COMPREPLY=($(compgen -W 'aws reference' -- "$cur")) ;;
    --case | --name | --jobs | -j | --timeout | --seed | --var | --subst | --bind | -b | --expr | --bench | --width) ;;
    *)
      if [[ $cur == -* ]]; then
        COMPREPLY=($(compgen -W "$flags" -- "$cur"))
      elif [[ $command == completion ]]; then
        COMPREPLY=($(compgen -W 'bash zsh fish' -- "$cur"))
      else
        compopt -o filenames 2>/dev/null
        COMPREPLY=($(compgen -f -- "$cur"))
      fi
      ;;
  esac
}

complete -F _pawl pawl
