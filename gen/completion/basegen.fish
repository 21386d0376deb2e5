# fish completion for basegen(1).

set -l verbs generate diff why list show graph matrix build pull push release test bootstrap engine schema init version render help

function __basegen_images
    set -l words (commandline -opc)
    set -l options
    for word in $words[2..]
        contains -- "$word" build show pull push release test why; and break
        set -a options $word
    end
    basegen $options list --format text 2>/dev/null | awk 'NR > 1 { print $2; print $2 "/" $3 }' | sort -u
end

complete -c basegen -f
complete -c basegen -n "not __fish_seen_subcommand_from $verbs" -s C -x -a '(__fish_complete_directories)' -d 'Change to a directory first'
complete -c basegen -n "not __fish_seen_subcommand_from $verbs" -s f -r -F -d 'Another file than images.yaml'
complete -c basegen -n "not __fish_seen_subcommand_from $verbs" -l templates -x -a '(__fish_complete_directories)' -d 'Another folder than templates'
complete -c basegen -n "not __fish_seen_subcommand_from $verbs" -l out -x -a '(__fish_complete_directories)' -d 'Another folder than out'
complete -c basegen -n "not __fish_seen_subcommand_from $verbs" -l color -x -a 'auto always never' -d 'Whether messages are coloured'
complete -c basegen -n "not __fish_seen_subcommand_from $verbs" -l format -x -a 'text json' -d 'How messages are printed'
complete -c basegen -l help -d 'The commands, or the options of one'

complete -c basegen -n "not __fish_seen_subcommand_from $verbs" -a generate -d 'Render out/ from images.yaml and templates/'
complete -c basegen -n "not __fish_seen_subcommand_from $verbs" -a diff -d 'What an edit means: what changes, and what is built again'
complete -c basegen -n "not __fish_seen_subcommand_from $verbs" -a why -d 'What an image is made of, and why it would be built'
complete -c basegen -n "not __fish_seen_subcommand_from $verbs" -a list -d 'The images in the order of building'
complete -c basegen -n "not __fish_seen_subcommand_from $verbs" -a show -d 'An image resolved, and where each value comes from'
complete -c basegen -n "not __fish_seen_subcommand_from $verbs" -a graph -d 'What is built on what'
complete -c basegen -n "not __fish_seen_subcommand_from $verbs" -a matrix -d 'What can be built side by side, as JSON'
complete -c basegen -n "not __fish_seen_subcommand_from $verbs" -a build -d 'Build what is not current'
complete -c basegen -n "not __fish_seen_subcommand_from $verbs" -a pull -d 'Get from the registry what it has'
complete -c basegen -n "not __fish_seen_subcommand_from $verbs" -a push -d 'Send to the registry what was built'
complete -c basegen -n "not __fish_seen_subcommand_from $verbs" -a release -d 'Give images the version of the tag'
complete -c basegen -n "not __fish_seen_subcommand_from $verbs" -a test -d 'Run the tests of images'
complete -c basegen -n "not __fish_seen_subcommand_from $verbs" -a bootstrap -d 'Build stand-ins for the bases'
complete -c basegen -n "not __fish_seen_subcommand_from $verbs" -a engine -d 'What builds the images, and why'
complete -c basegen -n "not __fish_seen_subcommand_from $verbs" -a schema -d 'The JSON Schema of images.yaml'
complete -c basegen -n "not __fish_seen_subcommand_from $verbs" -a init -d 'A commented family to start with'
complete -c basegen -n "not __fish_seen_subcommand_from $verbs" -a version -d 'The version that git gives the checkout'
complete -c basegen -n "not __fish_seen_subcommand_from $verbs" -a render -d 'Render any Jinja template with any data'
complete -c basegen -n "not __fish_seen_subcommand_from $verbs" -a help -d 'The commands, or the options of one'

complete -c basegen -n '__fish_seen_subcommand_from generate' -l check -d 'Name what is not up to date'
complete -c basegen -n '__fish_seen_subcommand_from generate' -l diff -d 'Print what would change'
complete -c basegen -n '__fish_seen_subcommand_from diff' -l format -x -a 'text json markdown' -d 'How'
complete -c basegen -n '__fish_seen_subcommand_from diff' -l summary -d 'Without the files'
complete -c basegen -n '__fish_seen_subcommand_from diff' -l exit-code -d '1 if anything differs'
complete -c basegen -n '__fish_seen_subcommand_from why' -a '(__basegen_images)' -d 'Image'
complete -c basegen -n '__fish_seen_subcommand_from why' -l format -x -a 'text json' -d 'How'
complete -c basegen -n '__fish_seen_subcommand_from list' -l format -x -a 'text json' -d 'How'
complete -c basegen -n '__fish_seen_subcommand_from show' -a '(__basegen_images)' -d 'Image'
complete -c basegen -n '__fish_seen_subcommand_from show' -l format -x -a 'yaml json' -d 'How'
complete -c basegen -n '__fish_seen_subcommand_from graph' -l format -x -a 'dot mermaid json svg' -d 'How'
complete -c basegen -n '__fish_seen_subcommand_from build' -a '(__basegen_images)' -d 'Image'
complete -c basegen -n '__fish_seen_subcommand_from build' -s j -x -d 'So many side by side'
complete -c basegen -n '__fish_seen_subcommand_from build' -s k -d 'Go on after a failure'
complete -c basegen -n '__fish_seen_subcommand_from build' -s n -d 'Only say what would be built'
complete -c basegen -n '__fish_seen_subcommand_from build' -l all -d 'Those on demand too'
complete -c basegen -n '__fish_seen_subcommand_from build' -l for-push -d 'With CACHE=1, on what the registry has'
complete -c basegen -n '__fish_seen_subcommand_from build' -l format -x -a 'text json' -d 'How'
complete -c basegen -n '__fish_seen_subcommand_from pull' -a '(__basegen_images)' -d 'Image'
complete -c basegen -n '__fish_seen_subcommand_from pull' -s j -x -d 'So many side by side'
complete -c basegen -n '__fish_seen_subcommand_from pull' -s n -d 'Only say what would be pulled'
complete -c basegen -n '__fish_seen_subcommand_from pull' -l all -d 'Those on demand too'
complete -c basegen -n '__fish_seen_subcommand_from pull' -l format -x -a 'text json' -d 'How'
complete -c basegen -n '__fish_seen_subcommand_from push' -a '(__basegen_images)' -d 'Image'
complete -c basegen -n '__fish_seen_subcommand_from push' -l all -d 'Those on demand too'
complete -c basegen -n '__fish_seen_subcommand_from push' -l check -d 'Change nothing'
complete -c basegen -n '__fish_seen_subcommand_from push' -l format -x -a 'text json' -d 'How'
complete -c basegen -n '__fish_seen_subcommand_from release' -a '(__basegen_images)' -d 'Image'
complete -c basegen -n '__fish_seen_subcommand_from release' -l all -d 'Those on demand too'
complete -c basegen -n '__fish_seen_subcommand_from release' -l check -d 'Change nothing'
complete -c basegen -n '__fish_seen_subcommand_from release' -l format -x -a 'text json' -d 'How'
complete -c basegen -n '__fish_seen_subcommand_from test' -a '(__basegen_images)' -d 'Image'
complete -c basegen -n '__fish_seen_subcommand_from test' -l all -d 'Those on demand too'
complete -c basegen -n '__fish_seen_subcommand_from test' -l force -d 'Run again what has passed'
complete -c basegen -n '__fish_seen_subcommand_from test' -l format -x -a 'text json' -d 'How'
complete -c basegen -n '__fish_seen_subcommand_from bootstrap' -l format -x -a 'text json' -d 'How'
complete -c basegen -n '__fish_seen_subcommand_from engine' -l path -d 'Its path alone'
complete -c basegen -n '__fish_seen_subcommand_from engine' -l format -x -a 'text json' -d 'How'
complete -c basegen -n '__fish_seen_subcommand_from help' -a "$verbs" -d 'Command'
complete -c basegen -n '__fish_seen_subcommand_from init' -x -a '(__fish_complete_directories)'
complete -c basegen -n '__fish_seen_subcommand_from version' -l words -d 'For scripts'
complete -c basegen -n '__fish_seen_subcommand_from render' -F
complete -c basegen -n '__fish_seen_subcommand_from render' -l data -r -F -d 'A YAML or JSON file'
complete -c basegen -n '__fish_seen_subcommand_from render' -s I -x -a '(__fish_complete_directories)' -d 'A folder to look in'
complete -c basegen -n '__fish_seen_subcommand_from render' -l trim-blocks -d 'No line end behind a tag'
complete -c basegen -n '__fish_seen_subcommand_from render' -l lstrip-blocks -d 'No blanks in front of a tag'
complete -c basegen -n '__fish_seen_subcommand_from render' -l keep-trailing-newline -d 'At the end of a template'
complete -c basegen -n '__fish_seen_subcommand_from render' -l undefined -x -a 'strict default' -d 'What is not defined'
