// Is this container healthy? One line says what was checked; the exit status is 0 if it is, else 1.
//
//	LOOM_HEALTHCHECK_URL   GET it: healthy if the status is 2xx or 3xx
//	LOOM_HEALTHCHECK_TCP   host:port: healthy if it accepts a connection
//	neither                healthy if process 1 runs: it is neither stopped nor a zombie
//
// A program without libraries, for images without a shell.
package main

import (
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"os"
	"strings"
	"time"
)

const timeout = 2 * time.Second

func checkURL(text string) (bool, string, error) {
	address, err := url.Parse(text)
	if err != nil {
		return false, "", err
	}
	if address.Scheme != "http" && address.Scheme != "https" || address.Hostname() == "" {
		return false, "is no http or https address", nil
	}
	// A transport of its own asks no proxy.
	client := http.Client{
		Timeout:       timeout,
		Transport:     &http.Transport{DisableKeepAlives: true},
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
	request, err := http.NewRequest(http.MethodGet, text, nil)
	if err != nil {
		return false, "", err
	}
	request.Header.Set("User-Agent", "healthcheck")
	response, err := client.Do(request)
	if err != nil {
		return false, "", errors.Unwrap(err) // without the address, which is said before
	}
	response.Body.Close()
	return response.StatusCode >= 200 && response.StatusCode < 400, fmt.Sprintf("answers %d", response.StatusCode), nil
}

func checkTCP(address string) (bool, string, error) {
	connection, err := net.DialTimeout("tcp", address, timeout)
	if err != nil {
		return false, "", err
	}
	connection.Close()
	return true, "accepts connections", nil
}

func checkProcess() (bool, string, error) {
	content, err := os.ReadFile("/proc/1/stat")
	if err != nil {
		return false, "", err
	}
	_, rest, _ := strings.Cut(string(content[strings.LastIndexByte(string(content), ')')+1:]), " ")
	state, _, _ := strings.Cut(rest, " ")
	return !strings.Contains("ZXTt", state), "has the state " + state, nil
}

func main() {
	what, check := "process 1", checkProcess
	if text := os.Getenv("LOOM_HEALTHCHECK_URL"); text != "" {
		what, check = text, func() (bool, string, error) { return checkURL(text) }
	} else if address := os.Getenv("LOOM_HEALTHCHECK_TCP"); address != "" {
		what, check = address, func() (bool, string, error) { return checkTCP(address) }
	}
	healthy, found, err := check()
	if err != nil {
		found = "fails: " + err.Error()
	}
	if !healthy {
		fmt.Println("unhealthy:", what, found)
		os.Exit(1)
	}
	fmt.Println("healthy:", what, found)
}
