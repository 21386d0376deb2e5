FROM tiny:1
ENV KIND=less
COPY variants/one.txt /one.txt
