echo "a tool"
