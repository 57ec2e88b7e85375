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
      run | validate | lint | graph | eval | replay | resume | ls | show | tail | stop | gc | mock | completion)
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
    lint) flags+=' --type --format --subst --profile --fail-on --rule --list-rules --explain' ;;
    graph) flags+=' --format --output --run --layout --width --ascii --watch --subst' ;;
    eval) flags+=' --language --dialect --expr --data --input --batch --bench' ;;
    replay) flags+=' --definition --until --format --subst' ;;
    resume)
      flags+=' --from --edit-input --definition --config --bind --mocks --case --jobs --time
        --timeout --limits --durability --events --var --subst --offline --progress --quiet --verbose'
      ;;
    ls) flags+=' --status --limit --format' ;;
    show) flags+=' --trace --definition --subst --vars --stats --format' ;;
    tail) flags+=' --no-follow --format' ;;
    stop) flags+=' --now' ;;
    gc) flags+=' --keep --older-than --dry-run' ;;
    mock) flags+=' --from --definition --subst --output --machine --case' ;;
    completion) ;;
    *)
      COMPREPLY=($(compgen -W 'run validate lint graph eval replay resume ls show tail stop gc mock completion --help --version' -- "$cur"))
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
      case $command in
        graph) COMPREPLY=($(compgen -W 'text svg html mermaid dot json' -- "$cur")) ;;
        validate | lint) COMPREPLY=($(compgen -W 'text json sarif github junit' -- "$cur")) ;;
        show) COMPREPLY=($(compgen -W 'text json csv' -- "$cur")) ;;
        *) COMPREPLY=($(compgen -W 'text json' -- "$cur")) ;;
      esac
      ;;
    --status) COMPREPLY=($(compgen -W 'running succeeded failed timed-out aborted crashed unreadable' -- "$cur")) ;;
    --profile) COMPREPLY=($(compgen -W 'aws local' -- "$cur")) ;;
    --fail-on) COMPREPLY=($(compgen -W 'error warning info' -- "$cur")) ;;
    --explain) COMPREPLY=($(compgen -W "$(pawl lint --list-rules 2>/dev/null | cut -d' ' -f1)" -- "$cur")) ;;
    --layout) COMPREPLY=($(compgen -W 'auto layers' -- "$cur")) ;;
    --run) COMPREPLY=($(compgen -f -W '@last' -- "$cur")) ;;
    --language) COMPREPLY=($(compgen -W 'jsonpath intrinsic jsonata' -- "$cur")) ;;
    --dialect) COMPREPLY=($(compgen -W 'aws reference' -- "$cur")) ;;
    --from | --until | --trace | --keep | --older-than | --limit | -n | --machine | --case | --name | --jobs | -j | --timeout | --seed | --var | --subst | --rule | --bind | -b | --expr | --bench | --width) ;;
    *)
      if [[ $cur == -* ]]; then
        COMPREPLY=($(compgen -W "$flags" -- "$cur"))
      elif [[ $command == completion ]]; then
        COMPREPLY=($(compgen -W 'bash zsh fish' -- "$cur"))
      else
        compopt -o filenames 2>/dev/null
        COMPREPLY=($(compgen -f -- "$cur"))
        case $command in
          replay | resume | show | tail | stop)
            COMPREPLY+=($(cd "${XDG_STATE_HOME:-$HOME/.local/state}/pawl/runs" 2>/dev/null && compgen -d -W @last -- "$cur"))
            ;;
        esac
      fi
      ;;
  esac
}

complete -F _pawl pawl
